// How calls of a test end.
import { reportFailure } from '../../hosting/failure-report.ts';
import type { PauseFacts } from '../../hosting/call-pauses.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { CallRecord } from './open-call.ts';

interface Returned {
  readonly kind: 'returned';
  readonly output: JsonValue;
}
interface Threw {
  readonly kind: 'threw';
  /** As `Retry` and `Catch` of a workflow match it. */
  readonly error: string;
  readonly message: string;
  /** As the run keeps it: code, status and whatever else is known. */
  readonly cause: JsonObject;
  readonly retryAfterMs?: number;
}
type Paused = PauseFacts & {
  readonly kind: 'paused';
  /** Where it waits for a call, if it does. */
  readonly callbackUrl?: string;
};

/** How a call has ended, and what it did until then. */
export type TestOutcome = Readonly<CallRecord> & (Returned | Threw);
/** Of an action that has paused: `deliverCallback` and `passUntil` of a harness end it. */
export type PausedOutcome = Readonly<CallRecord> & Paused;
export type TestActionOutcome = TestOutcome | PausedOutcome;

/** How work has come to an end by itself. */
export type WorkEnd = Returned | Paused;

export function outcomeOf(thrown: unknown, about: { readonly connector: string; readonly action: string }): Threw {
  const { error, cause, retryAfterMs } = reportFailure(thrown, about);
  const facts = JSON.parse(cause) as JsonObject & { readonly message: string };
  return {
    kind: 'threw',
    error,
    message: facts.message,
    cause: facts,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
