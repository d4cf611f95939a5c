import type { JsonValue } from '@millrace/machine';
import { createIds, RuntimeError, type CaptureStore, type Clock, type Ids } from '@millrace/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';
import { readHookBody } from '../hooks/hook-body.ts';
import { toHookInput } from '../hooks/hook-input.ts';
import type { IntakeBudget } from '../hooks/intake-budget.ts';
import { CallLimits } from '../http/call-limits.ts';
import { readRawBody, takeAnyBody } from '../http/raw-bodies.ts';
import { isKeepable } from '../http/text.ts';
import type { DoorSettings } from '../platform/settings.ts';
import type { WorkflowWatch } from '../workflow-events/workflow-watch.ts';
import type { CapturedCallDto } from './captures.dto.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
/** Of each workflow. */
const MOST_CAPTURES = 50;
/** People look at them, and there may be 50. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Of one address: nobody looks at more. */
const CALLS = { perMinute: 120, burst: 60 };

export interface CaptureParts {
  readonly captures: CaptureStore;
  readonly watch: Pick<WorkflowWatch, 'lookSoon'>;
  /** Bodies in memory, of hooks and forms together. */
  readonly budget: IntakeBudget;
  readonly clock: Clock;
  readonly settings: DoorSettings;
}
interface CaptureDoor extends CaptureParts {
  readonly ids: Ids;
  readonly limits: CallLimits;
}
type CaptureRequest = FastifyRequest<{ Params: { workspace: string; '*': string } }>;

/** Test addresses of webhooks and forms: what is sent there is kept for people to look at, and starts nothing. */
export function addCaptureRoutes(instance: FastifyInstance, parts: CaptureParts): void {
  const door = { ...parts, ids: createIds(parts.clock), limits: new CallLimits(parts.clock, CALLS) };
  void instance.register((scope, _options, done) => {
    takeAnyBody(scope);
    scope.route<{ Params: { workspace: string; '*': string } }>({
      method: METHODS,
      url: '/hooks-test/:workspace/*',
      handler: (request, reply) => capture(request, reply, door),
    });
    done();
  });
}

async function capture(request: CaptureRequest, reply: FastifyReply, door: CaptureDoor): Promise<FastifyReply> {
  const { workspace: workspaceSlug, '*': path } = request.params;
  // Before the database is asked.
  requireFewCalls(`${workspaceSlug}\n${path}`, door.limits);
  await requireListener({ workspaceSlug, path }, door);
  const hold = door.budget.open();
  try {
    const limitBytes = Math.min(MAX_BODY_BYTES, door.settings.hookBodyLimitBytes);
    const setting = 'MILLRACE_HOOK_BODY_LIMIT_BYTES';
    const content = await readRawBody(request, { limitBytes, setting, onHeld: (bytes) => hold.ensure(bytes) });
    const body = readHookBody(content, request.raw.headers['content-type'], door.settings.json);
    const answer = await keep({ request, workspaceSlug, path, body, bytes: content.length }, door);
    return await reply.code(202).send(answer);
  } finally {
    hold.release();
  }
}

/** Before the body is read: nobody keeps what is sent elsewhere. */
async function requireListener(
  address: { readonly workspaceSlug: string; readonly path: string },
  { captures }: CaptureDoor,
): Promise<void> {
  const isText = isKeepable(address.workspaceSlug) && isKeepable(address.path);
  if (isText && (await captures.hasListener(address))) return;
  throw new RuntimeError(
    'hook.not_found',
    'No draft has a webhook or form at this path. Check the path, and that the draft is saved.',
  );
}

function requireFewCalls(address: string, limits: CallLimits): void {
  const { isAllowed, waitSeconds: retryAfterSeconds } = limits.take(address);
  if (isAllowed) return;
  throw new ServerError(
    'request.rate_limited',
    `A test address takes ${CALLS.perMinute} calls a minute. Send events to the address of the published webhook.`,
    { retryAfterSeconds, detail: { limit: CALLS.perMinute } },
  );
}

interface Call {
  readonly request: CaptureRequest;
  readonly workspaceSlug: string;
  readonly path: string;
  readonly body: JsonValue;
  readonly bytes: number;
}

async function keep(
  { request, workspaceSlug, path, body, bytes }: Call,
  { captures, ids, watch }: CaptureDoor,
): Promise<CapturedCallDto> {
  const id = ids.runId();
  const { headers, query } = toHookInput(request, path, body);
  const workflowIds = await captures.keep({
    workspaceSlug,
    most: MOST_CAPTURES,
    capture: {
      ...{ id, path, bytes, method: request.method },
      ...{ headers: JSON.stringify(headers), query: JSON.stringify(query), body: JSON.stringify(body) },
    },
  });
  watch.lookSoon();
  return { id, copies: workflowIds.length };
}
