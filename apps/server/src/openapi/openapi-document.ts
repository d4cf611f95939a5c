import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { API_CONTROLLERS } from '../api-controllers.ts';
import { PUBLIC_OPERATION } from '../http/access.decorator.ts';
import { namedSchemas } from '../http/api-schemas.ts';
import { EVENT_PATHS } from './event-paths.ts';
import { withUsualProblems } from './usual-problems.ts';

// Nothing is called, only described: what controllers depend on is there in name.
const services = API_CONTROLLERS.flatMap(
  (controller) => Reflect.getMetadata('design:paramtypes', controller) as readonly object[],
);

@Module({
  controllers: [...API_CONTROLLERS],
  providers: services.map((service) => ({ provide: service as never, useValue: {} })),
})
class DescribedModule {}

/** The OpenAPI 3.1 document of all controllers, made without a database or any other part of the running server. */
export async function buildOpenApiDocument(version: string): Promise<OpenAPIObject> {
  const app = await NestFactory.create<NestFastifyApplication>(DescribedModule, new FastifyAdapter(), {
    preview: true,
    abortOnError: false,
    logger: false,
  });
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Millrace')
    .setDescription('Workflows as open documents, delivery that can be proved. Errors are RFC 9457 problem documents.')
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addCookieAuth('millrace', { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key: mlr_…' }, 'apiKey')
    .addSecurityRequirements({ session: [], apiKey: [] })
    .build();
  const document = SwaggerModule.createDocument(app, config);
  await app.close();
  const schemas = namedSchemas() as NonNullable<OpenAPIObject['components']>['schemas'];
  return {
    ...document,
    paths: {
      ...Object.fromEntries(Object.entries(document.paths).map(([path, item]) => [path, completed(item)])),
      ...EVENT_PATHS,
    },
    security: [{ session: [] }, { apiKey: [] }],
    components: { ...document.components, schemas: schemas ?? {} },
  };
}

/** Says of each public operation that it needs no credentials, and of all what they may be refused for. */
function completed(item: object): object {
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]: [string, DescribedOperation]) => {
      const { [PUBLIC_OPERATION]: isPublic = false, ...rest } = operation;
      const whole = withUsualProblems(rest, { isPublic });
      return [method, isPublic ? { ...whole, security: [] } : whole];
    }),
  );
}

type DescribedOperation = Parameters<typeof withUsualProblems>[0] & { readonly [PUBLIC_OPERATION]?: boolean };
