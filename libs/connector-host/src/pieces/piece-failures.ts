// What a piece threw, or its process did, in the words that runs understand.
import { FatalError, PauseError, RetryableError, type JsonObject } from '@millrace/connector-sdk';
import { OutcomeUnknownError } from '@millrace/connector-sdk/platform';
import { UNSUPPORTED, type ThrownFacts } from './guest/protocol.ts';
import type { PieceEnd, PieceKill } from './piece-child.ts';

/** What was under way. */
export interface Performed {
  readonly piece: string;
  readonly member: string;
  readonly effects: 'read' | 'write';
}

/** The service had no part in it: nothing of this request was written. */
const NOT_SENT: ReadonlySet<string | undefined> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
  ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...[
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'outbound.host_not_found',
    'connector.callback_unavailable',
  ],
]);
const LOST: ReadonlySet<string | undefined> = new Set([
  ...[
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'UND_ERR_SOCKET',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
  ],
]);
const UNAVAILABLE: ReadonlySet<number> = new Set([425, 503]);
const UNCERTAIN: ReadonlySet<number> = new Set([408, 500, 502, 504]);
const MAX_RETRY_MS = 3_600_000;

/** A thrown value as one of the failures of the SDK; what is none of them stays a defect. */
export function failureOfThrown(thrown: ThrownFacts, performed: Performed): Error {
  const { code, status, message, body } = thrown;
  const facts = Object.entries({ code, status, body }).flatMap(([name, fact]) =>
    fact === undefined ? [] : [[name, fact] as const],
  );
  const detail: JsonObject = { ...Object.fromEntries(facts), piece: performed.piece };
  const said = `${performed.piece}: ${message}`;
  if (code === UNSUPPORTED) return new FatalError(message, { detail });
  if (status !== undefined) return failureOfStatus(status, { said, detail, performed, thrown });
  if (NOT_SENT.has(code)) return new RetryableError(said, { detail });
  if (LOST.has(code)) return uncertain(said, detail, performed);
  if (/^(?:outbound|file|connection|connector)\./.test(code ?? '')) return new FatalError(said, { detail });
  return Object.assign(new Error(said), { detail, ...(code === undefined ? {} : { code }) });
}

function failureOfStatus(
  status: number,
  { said, detail, performed, thrown }: { said: string; detail: JsonObject; performed: Performed; thrown: ThrownFacts },
): Error {
  const retryAfterMs = retryAfterOf(thrown);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 401) return new PauseError(said, { detail });
  if (status === 429 || (status === 403 && retryAfterMs !== undefined))
    return new RetryableError(said, { name: 'Connector.RateLimited', detail, ...wait });
  if (UNAVAILABLE.has(status)) return new RetryableError(said, { detail, ...wait });
  if (UNCERTAIN.has(status)) return uncertain(said, detail, performed);
  return new FatalError(said, { detail });
}

/** Whether it was done nobody knows: a read is asked again, anything else is a person's to decide. */
const uncertain = (said: string, detail: JsonObject, { effects }: Performed): Error =>
  effects === 'read' ? new RetryableError(said, { detail }) : new OutcomeUnknownError(said, detail);

/** RFC 9110 §10.2.3: seconds or a date. */
function retryAfterOf({ retryAfter }: ThrownFacts): number | undefined {
  if (retryAfter === undefined) return undefined;
  const ms = /^-?\d+(?:\.\d+)?$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), MAX_RETRY_MS);
}

const ENDS: Readonly<Record<PieceKill, readonly [name: string, code: string, sentence: string]>> = {
  memory: ['Sandbox.OutOfMemory', 'sandbox.out_of_memory', 'held more memory than it may'],
  protocol: ['Sandbox.Protocol', 'sandbox.protocol', 'sent what no piece sends by itself'],
  blocked: ['Sandbox.Timeout', 'sandbox.timeout', 'was in a loop that let nothing else happen'],
  deadline: ['Sandbox.Timeout', 'sandbox.timeout', 'was ended, since another call did not end in time'],
  start: ['Sandbox.Timeout', 'sandbox.timeout', 'did not start in time'],
  idle: ['Sandbox.Aborted', 'sandbox.aborted', 'was retired'],
  closed: ['Sandbox.Aborted', 'sandbox.aborted', 'was closed'],
};

/** The process of a piece ended while a call was under way. `hasDialled`: something may have been sent. */
export function failureOfEnd(end: PieceEnd, performed: Performed, hasDialled: boolean): Error {
  const isHeap = /heap out of memory|allocation failed/i.test(end.complaint);
  const how = end.signal ?? `exit code ${end.code ?? '?'}`;
  const crashed = ['Sandbox.Crashed', 'sandbox.crashed', `ended by itself (${how})`] as const;
  const [name, code, sentence] = isHeap ? ENDS.memory : end.killed === undefined ? crashed : ENDS[end.killed];
  const detail: JsonObject = { code, complaint: end.complaint.slice(-1000), piece: performed.piece };
  const message = `The process of ${performed.piece} ${sentence}.`;
  if (hasDialled && performed.effects === 'write') return new OutcomeUnknownError(message, detail);
  return new FatalError(message, { name, detail });
}
