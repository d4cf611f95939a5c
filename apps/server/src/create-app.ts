import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { API_CONTROLLERS } from './api-controllers.ts';
import { AppModule, type AppParts } from './app.module.ts';
import { addDesignerRoutes } from './designer/designer-routes.ts';
import { addHookRoutes } from './hooks/hook-routes.ts';
import { LiveHooks } from './hooks/live-hooks.ts';
import { parseApiBodies } from './http/api-bodies.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { addRequestHooks, makeRequestId } from './http/request-hooks.ts';
import { RouteInventory } from './http/route-inventory.ts';
import { findUnguardedRoutes } from './http/unguarded-routes.ts';
import { ValidationPipe } from './http/validation.pipe.ts';
import { VersionCache } from './workflows/version-cache.ts';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 120_000;
const MAX_HEADER_BYTES = 16 * 1024;
const EVERY_PAGE = '/*';

export interface CreateAppOptions extends AppParts {
  readonly log: Logger;
  readonly trustProxy: readonly string[];
  /** Default: the built designer beside this package. */
  readonly designerFolder?: string;
}

/** Builds the HTTP application; it does not listen yet. Refuses a route that states no access rule. */
export async function createApp(options: CreateAppOptions): Promise<NestFastifyApplication> {
  const unguarded = findUnguardedRoutes(API_CONTROLLERS);
  if (unguarded.length > 0) throw new Error(`These routes say neither @Allow nor @Public: ${unguarded.join(', ')}.`);
  const { log, metrics, settings } = options;
  const adapter = new FastifyAdapter({
    trustProxy: options.trustProxy.length === 0 ? false : [...options.trustProxy],
    genReqId: makeRequestId,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, maxHeaderSize: MAX_HEADER_BYTES },
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: 'idle',
  });
  const instance = adapter.getInstance<FastifyInstance>();
  const inventory = new RouteInventory();
  instance.addHook('onRoute', ({ url, method }) => {
    if (url !== EVERY_PAGE) inventory.add(url, [method].flat());
  });
  addRequestHooks(instance, {
    log,
    metrics,
    publicUrl: () => settings.publicUrl,
    allowedHosts: settings.allowedHosts,
  });
  parseApiBodies(instance, { limitBytes: settings.apiBodyLimitBytes, setting: 'MILLRACE_API_BODY_LIMIT_BYTES' });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.register(options), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: false,
  });
  app.useGlobalPipes(new ValidationPipe());
  app.useGlobalFilters(new ProblemFilter(log, metrics, (path) => inventory.methodsOf(path)));
  const { engine, evaluator, clock } = options.platform;
  const [hooks, versions] = [app.get(LiveHooks), app.get(VersionCache)];
  addHookRoutes(instance, { hooks, versions, engine, evaluator, clock, settings });
  addDesignerRoutes(instance, options.designerFolder);
  return app;
}
