import type { HandshakeAnswer } from '@millrace/connector-sdk';
import { RuntimeError, type KeptItems, type TriggerFailure } from '@millrace/runtime';
import type { FastifyReply } from 'fastify';
import { ServerError, type ServerErrorCode } from '../errors.ts';

type Verdict =
  | { readonly kind: 'valid' }
  | { readonly kind: 'missing' | 'invalid' | 'out_of_time' | 'unusable'; readonly reason: string };

const REFUSALS = {
  missing: 'hook.signature_missing',
  invalid: 'hook.signature_invalid',
  out_of_time: 'hook.timestamp_out_of_range',
  unusable: 'hook.secret_missing',
} as const satisfies Readonly<Record<Exclude<Verdict['kind'], 'valid'>, ServerErrorCode>>;

const BUSY_SECONDS = 5;
const PAUSED_SECONDS = 30;

/** Throws for a delivery that is not the service's. */
export function demandValid(verdict: Verdict): void {
  if (verdict.kind !== 'valid') throw new ServerError(REFUSALS[verdict.kind], verdict.reason);
}

export function noSuchHook(): RuntimeError {
  return new RuntimeError('hook.not_found', 'Nobody listens here. Check that the workflow is published.');
}

/** Kept by nobody: the service sends it again. */
export function pausedForNow(): ServerError {
  return new ServerError(
    'trigger.paused',
    'The workflow that wants this was paused a moment ago. Send it again later.',
    { retryAfterSeconds: PAUSED_SECONDS },
  );
}

/** A connector could not read what its service has sent. */
export function receiveFailed({ error, cause, retryAfterMs }: TriggerFailure): ServerError {
  const mayPass = error !== 'Connector.Fatal' && error !== 'States.TaskFailed';
  return new ServerError('trigger.receive_failed', `The connector could not read this delivery: ${messageOf(cause)}`, {
    ...(mayPass
      ? { status: 503, retryAfterSeconds: Math.max(BUSY_SECONDS, Math.ceil((retryAfterMs ?? 0) / 1000)) }
      : {}),
  });
}

function messageOf(cause: string): string {
  const { message } = JSON.parse(cause) as { readonly message?: unknown };
  return typeof message === 'string' ? message : 'it failed.';
}

/** Says 2xx for what is kept, and for nothing else. */
export function answerKept(reply: FastifyReply, kept: KeptItems): FastifyReply {
  if (kept.kind === 'full') {
    throw new RuntimeError('intake.backlog_full', `${kept.trouble.message} Nothing was kept; send it again later.`, {
      detail: { retryAfterSeconds: BUSY_SECONDS },
    });
  }
  // A version went live at every attempt: the service asks again.
  if (kept.kind !== 'kept') throw pausedForNow();
  return reply.code(200).send({ started: kept.runIds.length, repeated: kept.repeated });
}

/** What the service wants to hear before it tells anything. The page of a connector must not act as a page of ours. */
export function answerHandshake(
  reply: FastifyReply,
  { status = 200, headers = {}, body }: HandshakeAnswer,
): FastifyReply {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  for (const [name, value] of given) {
    if (/^x-[a-z0-9-]{1,100}$|^content-type$/.test(name) && /^[\t\u0020-\u007e]*$/.test(value))
      reply.header(name, value);
  }
  if (reply.getHeader('content-type') === undefined) reply.header('content-type', 'text/plain; charset=utf-8');
  return reply
    .code(status)
    .header('content-security-policy', 'sandbox')
    .header('x-content-type-options', 'nosniff')
    .send(body);
}
