import type { WebhookTrigger, WorkflowDocument } from '@millrace/machine';
import {
  RuntimeError,
  type Clock,
  type Evaluator,
  type LiveWebhook,
  type WorkflowVersionDocument,
} from '@millrace/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';
import { readRawBody, takeAnyBody } from '../http/raw-bodies.ts';
import type { BodyLimit } from '../http/read-body.ts';
import type { RunEngine } from '../platform/run-engine.ts';
import type { DoorSettings } from '../platform/settings.ts';
import type { VersionCache } from '../workflows/version-cache.ts';
import { readDedupeKey } from './dedupe-key.ts';
import { announceRun, answerAccepted, answerResult } from './hook-answer.ts';
import { readHookBody } from './hook-body.ts';
import { toHookInput } from './hook-input.ts';
import { IntakeBudget } from './intake-budget.ts';
import type { LiveHooks } from './live-hooks.ts';

const ANY_METHOD = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const ROUTED_METHODS = [...ANY_METHOD, 'HEAD', 'OPTIONS'];
const INTAKE_BYTES = 64 * 1024 * 1024;

export interface HookParts {
  readonly hooks: LiveHooks;
  readonly versions: VersionCache;
  readonly engine: RunEngine;
  readonly evaluator: Evaluator;
  readonly clock: Clock;
  readonly settings: DoorSettings;
}

/** Webhooks: plain routes, beside Nest, because every event passes here. */
export function addHookRoutes(instance: FastifyInstance, parts: HookParts): void {
  const limitBytes = parts.settings.hookBodyLimitBytes;
  const door = {
    ...parts,
    limit: { limitBytes, setting: 'MILLRACE_HOOK_BODY_LIMIT_BYTES' },
    // One event of the greatest size must fit.
    budget: new IntakeBudget(Math.max(INTAKE_BYTES, limitBytes)),
  };
  // Not awaited: that would finish the router's start before Nest has added its routes and error handler.
  void instance.register((scope, _options, done) => {
    takeAnyBody(scope);
    scope.route<{ Params: { workspace: string; '*': string } }>({
      method: ROUTED_METHODS,
      url: '/hooks/:workspace/*',
      handler: (request, reply) => receive(request, reply, door),
    });
    done();
  });
}

interface HookDoor extends HookParts {
  readonly limit: BodyLimit;
  readonly budget: IntakeBudget;
}
type HookRequest = FastifyRequest<{ Params: { workspace: string; '*': string } }>;

async function receive(request: HookRequest, reply: FastifyReply, door: HookDoor): Promise<FastifyReply> {
  const { workspace, '*': path } = request.params;
  const hook = await door.hooks.find(workspace, path);
  const version = hook === undefined ? undefined : await door.versions.find(hook.versionId);
  const trigger = version === undefined ? undefined : findTrigger(version.document, hook?.triggerId ?? '');
  if (hook === undefined || version === undefined || trigger === undefined) {
    throw new RuntimeError(
      'hook.not_found',
      'No published workflow listens here. Check the path, and that the workflow is published.',
    );
  }
  checkMethod(request.method, trigger);
  const hold = door.budget.open();
  try {
    const content = await readRawBody(request, { ...door.limit, onHeld: (bytes) => hold.ensure(bytes) });
    return await start({ request, reply, hook, version, trigger, path, content }, door);
  } finally {
    hold.release();
  }
}

function findTrigger({ triggers }: WorkflowDocument, id: string): WebhookTrigger | undefined {
  const trigger = triggers?.[id];
  return trigger?.type === 'webhook' ? trigger : undefined;
}

function checkMethod(method: string, { methods = ANY_METHOD }: WebhookTrigger): void {
  if (methods.includes(method)) return;
  throw new ServerError('route.method_not_allowed', `This webhook takes ${methods.join(', ')}, not ${method}.`, {
    headers: { allow: methods.join(', ') },
  });
}

interface HookCall {
  readonly request: HookRequest;
  readonly reply: FastifyReply;
  readonly hook: LiveWebhook;
  readonly version: WorkflowVersionDocument;
  readonly trigger: WebhookTrigger;
  readonly path: string;
  readonly content: Buffer;
}

async function start(
  { request, reply, hook, version, trigger, path, content }: HookCall,
  parts: HookParts,
): Promise<FastifyReply> {
  const input = toHookInput(request, path, readHookBody(content, request.raw.headers['content-type']));
  const dedupe =
    trigger.dedupe === undefined
      ? undefined
      : readDedupeKey(parts.evaluator, { expression: trigger.dedupe, input, content }, parts.clock.nowMs());
  const event = {
    version,
    trigger: { id: hook.triggerId, type: 'webhook' as const },
    input,
    ...(content.length === 0 ? {} : { rawBody: content }),
    ...(dedupe === undefined ? {} : { dedupe }),
  };
  const { publicUrl, hookWaitSeconds } = parts.settings;
  if (trigger.respond === 'result') {
    // Nothing here watches the caller's connection: a run goes on whoever hangs up.
    const answer = await parts.engine.acceptAndWait(event, { waitMs: hookWaitSeconds * 1000 });
    return answerResult(reply, answer, publicUrl);
  }
  const accepted = await parts.engine.accept(event);
  announceRun(reply, accepted.runId);
  if (accepted.isRepetition) reply.header('millrace-deduplicated', accepted.sameContent ? 'true' : 'body-differs');
  return answerAccepted(reply, accepted.runId, publicUrl);
}
