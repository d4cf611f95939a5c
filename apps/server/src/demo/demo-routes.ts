import type { FastifyInstance, FastifyRequest } from 'fastify';
import { toHookInput } from '../hooks/hook-input.ts';
import { readHookBody } from '../hooks/hook-body.ts';
import type { JsonLimits } from '../http/json-body.ts';
import { readRawBody, takeAnyBody } from '../http/raw-bodies.ts';
import type { BodyLimit } from '../http/read-body.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** `/demo/echo` says what it was sent: any method and any body, read as a webhook reads it, for trying out requests. */
export function addDemoRoutes(instance: FastifyInstance, limit: BodyLimit, json: JsonLimits): void {
  void instance.register((scope, _options, done) => {
    takeAnyBody(scope);
    scope.route({
      method: METHODS,
      url: '/demo/echo',
      handler: async (request: FastifyRequest) => {
        const bytes = await readRawBody(request, limit);
        const path = request.url.split('?')[0] ?? '';
        return toHookInput(request, path, readHookBody(bytes, request.raw.headers['content-type'], json));
      },
    });
    done();
  });
}
