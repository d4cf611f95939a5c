import { RUNTIME_ERRORS, type RuntimeErrorCode } from '../errors.ts';

/** Of this installation: room comes, so they are asked for until it does. */
const NO_ROOM: ReadonlySet<string> = new Set<RuntimeErrorCode>(['intake.saturated', 'intake.backlog_full']);
/** Of somebody else, who may be busy for good. */
const BUSY: ReadonlySet<string> = new Set<RuntimeErrorCode>(['dead_letter.not_now']);

interface Refusal {
  readonly code: string;
  readonly message: string;
  /** How long whoever refused asks to wait. */
  readonly retryAfterMs?: number;
}
/** Not now, but perhaps a little later. */
export interface Delay {
  readonly retryAfterMs?: number;
  /** What it has failed by when it was tried often enough. Absent: it is tried until it is done. */
  readonly refusal?: Refusal;
}

/** Whether it may be done a little later. */
export function findDelay(refusal: Refusal): Delay | undefined {
  const { code, retryAfterMs } = refusal;
  if (!NO_ROOM.has(code) && !BUSY.has(code)) return undefined;
  return { ...(retryAfterMs === undefined ? {} : { retryAfterMs }), ...(BUSY.has(code) ? { refusal } : {}) };
}

/** Throws on what is nobody's who asked. */
export function requireCallerFault(cause: unknown): Refusal {
  const refusal = findRefusal(cause);
  if (refusal === undefined || RUNTIME_ERRORS[refusal.code as RuntimeErrorCode] !== 'caller') throw cause;
  return refusal;
}

/** What an error of this platform says, by its code: errors cross processes. */
export function findRefusal(cause: unknown): Refusal | undefined {
  const { code, message, detail } = (typeof cause === 'object' && cause !== null ? cause : {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
    readonly detail?: { readonly retryAfterSeconds?: unknown };
  };
  if (typeof code !== 'string' || typeof message !== 'string' || !Object.hasOwn(RUNTIME_ERRORS, code)) return undefined;
  const seconds = detail?.retryAfterSeconds;
  return { code, message, ...(typeof seconds === 'number' ? { retryAfterMs: seconds * 1000 } : {}) };
}
