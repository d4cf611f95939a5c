import type { WebhookTrigger, WorkflowDocument } from '@millrace/machine';
import {
  RuntimeError,
  type Clock,
  type Evaluator,
  type LiveWebhook,
  type WorkflowVersionDocument,
} from '@millrace/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConnectionSecrets } from '../connections/connection-secrets.ts';
import { ServerError } from '../errors.ts';
import { readRawBody, takeAnyBody } from '../http/raw-bodies.ts';
import type { LetterBox, UndeliveredCall } from '../dead-letters/letter-box.ts';
import type { BodyLimit } from '../http/read-body.ts';
import type { RunEngine } from '../platform/run-engine.ts';
import type { DoorSettings } from '../platform/settings.ts';
import type { VersionCache } from '../workflows/version-cache.ts';
import { announceRun, answerAccepted, answerResult } from './hook-answer.ts';
import { readHookBody } from './hook-body.ts';
import { toHookEvent } from './hook-event.ts';
import type { IntakeBudget } from './intake-budget.ts';
import type { LiveHooks } from './live-hooks.ts';
import type { QueueLimit } from './queue-limit.ts';
import { checkSignature, findChallenge, schemeOf } from './verify-hook.ts';

const ANY_METHOD = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const ROUTED_METHODS = [...ANY_METHOD, 'HEAD', 'OPTIONS'];

export interface HookParts {
  readonly hooks: LiveHooks;
  readonly versions: VersionCache;
  readonly secrets: ConnectionSecrets;
  /** Bodies in memory, of hooks and forms together. */
  readonly budget: IntakeBudget;
  readonly queue: QueueLimit;
  /** What is authentic and becomes no run. */
  readonly letters: LetterBox;
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
  door.queue.check(hook.workspaceId);
  const hold = door.budget.open();
  try {
    const content = await readRawBody(request, { ...door.limit, onHeld: (bytes) => hold.ensure(bytes) });
    const eventId = await verify({ request, hook, trigger, content }, door);
    const call = { request, reply, hook, version, trigger, path, content, eventId };
    return await door.letters.keeping(
      () => start(call, door),
      () => [letterOf(call)],
    );
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

/** Refuses a call that is not signed as the trigger wants; returns what its sender names the event by. */
async function verify(
  { request, hook, trigger, content }: Pick<HookCall, 'request' | 'hook' | 'trigger' | 'content'>,
  { secrets, clock }: HookParts,
): Promise<string | undefined> {
  const scheme = schemeOf(trigger);
  if (scheme === undefined) return undefined;
  const { connection: name } = trigger;
  const held = name === undefined ? [] : await secrets.resolve({ workspaceId: hook.workspaceId, name });
  return checkSignature(scheme, held, { headers: request.raw.headers, body: content, nowMs: clock.nowMs() });
}

interface HookCall {
  readonly request: HookRequest;
  readonly reply: FastifyReply;
  readonly hook: LiveWebhook;
  readonly version: WorkflowVersionDocument;
  readonly trigger: WebhookTrigger;
  readonly path: string;
  readonly content: Buffer;
  readonly eventId: string | undefined;
}

const letterOf = ({ request, hook, version, path, content, eventId }: HookCall): UndeliveredCall => ({
  ...{ version, triggerId: hook.triggerId, call: request, path, bytes: content },
  ...(eventId === undefined ? {} : { eventId }),
});

async function start(
  { request, reply, hook, version, trigger, path, content, eventId }: HookCall,
  parts: HookParts,
): Promise<FastifyReply> {
  const body = readHookBody(content, request.raw.headers['content-type'], parts.settings.json);
  // Anybody may ask for an echo, but only of a hook that knows its senders is it a question.
  const challenge = schemeOf(trigger) === undefined ? undefined : findChallenge(body);
  if (challenge !== undefined) return reply.code(200).send({ challenge });
  const place = { version, triggerId: hook.triggerId, trigger };
  const event = toHookEvent({ call: request, path, body, content, eventId }, place, parts);
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
