import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { API_CONTROLLERS } from './api-controllers.ts';
import { AppModule, type AppParts } from './app.module.ts';
import { findActor } from './auth/find-actor.ts';
import { Sessions } from './auth/sessions.ts';
import { addCallbackRoutes } from './callbacks/callback-routes.ts';
import { addCaptureRoutes } from './captures/capture-routes.ts';
import { ConnectionSecrets } from './connections/connection-secrets.ts';
import { addDemoRoutes } from './demo/demo-routes.ts';
import { addDesignerRoutes } from './designer/designer-routes.ts';
import { addFormRoutes } from './forms/form-routes.ts';
import { addConnectorHookRoutes } from './hooks/connector-hook-routes.ts';
import { DeliveryDesk } from './hooks/delivery-desk.ts';
import { addHookRoutes } from './hooks/hook-routes.ts';
import { IntakeBudget } from './hooks/intake-budget.ts';
import { LiveHooks } from './hooks/live-hooks.ts';
import { parseApiBodies } from './http/api-bodies.ts';
import { ProblemAnswers } from './http/problem-answers.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { addRequestHooks } from './http/request-hooks.ts';
import { RouteInventory } from './http/route-inventory.ts';
import { serverOptions } from './http/server-options.ts';
import { addUploadDoor } from './http/upload-door.ts';
import { findUnguardedRoutes } from './http/unguarded-routes.ts';
import { ValidationPipe } from './http/validation.pipe.ts';
import { WorkflowWatch } from './workflow-events/workflow-watch.ts';
import { VersionCache } from './workflows/version-cache.ts';

const EVERY_PAGE = '/*';

export interface CreateAppOptions extends AppParts {
  readonly log: Logger;
  readonly trustProxy: readonly string[];
  readonly headerLimitBytes: number;
  /** Default: the built designer beside this package. */
  readonly designerFolder?: string;
}

/** Webhooks, forms and callbacks: what strangers send, and what holds it until it is kept. */
function addEventDoors(app: NestFastifyApplication, answers: ProblemAnswers, options: CreateAppOptions): void {
  const { settings, platform, queue } = options;
  const instance: FastifyInstance = app.getHttpAdapter().getInstance();
  const { engine, evaluator, clock } = platform;
  const { intakeBytes, hookBodyLimitBytes } = settings;
  const [hooks, versions, secrets] = [app.get(LiveHooks), app.get(VersionCache), app.get(ConnectionSecrets)];
  // One event of the greatest size must fit.
  const budget = new IntakeBudget(Math.max(intakeBytes, hookBodyLimitBytes));
  const shared = { hooks, versions, budget, queue, engine, evaluator, clock, settings };
  const { triggerCalls: calls, triggers, connectorHost: host, stores, letters } = platform;
  addHookRoutes(instance, { ...shared, secrets, letters });
  const desk = new DeliveryDesk({ calls, triggers, versions, clock, shutdown: options.shutdown });
  const { graceSeconds } = triggers;
  addConnectorHookRoutes(instance, {
    ...{ desk, store: stores.triggers, host, secrets, budget, queue, settings, graceSeconds, letters },
  });
  hooks.onChange(() => triggers.wake());
  addFormRoutes(instance, { ...shared, answers });
  addCaptureRoutes(instance, { captures: stores.captures, watch: app.get(WorkflowWatch), budget, clock, settings });
  addCallbackRoutes(instance, { engine, budget, settings, answers });
}

/** Builds the HTTP application; it does not listen yet. Refuses a route that states no access rule. */
export async function createApp(options: CreateAppOptions): Promise<NestFastifyApplication> {
  const unguarded = findUnguardedRoutes(API_CONTROLLERS);
  if (unguarded.length > 0) throw new Error(`These routes say neither @Allow nor @Public: ${unguarded.join(', ')}.`);
  const { log, metrics, settings, shutdown, trustProxy, headerLimitBytes } = options;
  const publicUrl = (): string => settings.publicUrl;
  const inventory = new RouteInventory();
  const answers = new ProblemAnswers(log, metrics, (path) => inventory.methodsOf(path));
  const adapter = new FastifyAdapter(serverOptions({ trustProxy, answers, publicUrl, log, metrics, headerLimitBytes }));
  const instance = adapter.getInstance<FastifyInstance>();
  instance.addHook('onRoute', ({ url, method }) => {
    if (url !== EVERY_PAGE) inventory.add(url, [method].flat());
  });
  addRequestHooks(instance, { log, metrics, publicUrl, allowedHosts: settings.allowedHosts, shutdown });
  const apiLimit = { limitBytes: settings.apiBodyLimitBytes, setting: 'MILLRACE_API_BODY_LIMIT_BYTES' };
  parseApiBodies(instance, apiLimit, settings.json);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.register(options), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: false,
  });
  app.useGlobalPipes(new ValidationPipe());
  app.useGlobalFilters(new ProblemFilter(answers));
  const credentials = { identity: options.platform.stores.identity, sessions: app.get(Sessions) };
  addUploadDoor(instance, (request) => findActor(request, credentials));
  addEventDoors(app, answers, options);
  addDemoRoutes(instance, apiLimit, settings.json);
  addDesignerRoutes(instance, options.designerFolder);
  return app;
}
