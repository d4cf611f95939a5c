import type { JsonValue } from '@millrace/machine';
import type { EndStatus } from '@millrace/runtime';
import type { AcceptedEntry, AnswerEntry, CancelEntry, Door, EffectEntry, FaultEntry } from './ledger.ts';

/** What an event must lead to, whatever breaks. */
export interface Expectation {
  /** Paths that have had an effect when its runs have succeeded. */
  readonly effects: readonly string[];
  /** How its run may end; for a failure, the errors that the plan allows. */
  readonly ends: Readonly<Partial<Record<EndStatus, RegExp>>>;
  /** Effects of one path that `Retry` allows while nothing breaks. */
  readonly attempts: number;
  /** The door may refuse it with these statuses, and then it must be kept nowhere. */
  readonly refusals?: readonly number[];
  /** Pauses that may not be cut short, between the first effects of two paths. */
  readonly gaps?: readonly { readonly from: string; readonly to: string; readonly atLeastMs: number }[];
  /** None of its effects comes before this moment of the ledger. */
  readonly notBefore?: number;
  /** After a run that did not succeed, these have happened in this order for each effect that they undo. */
  readonly undo?: readonly { readonly of: string; readonly by: string }[];
  /** Runs that its run starts. */
  readonly children?: number;
  /** For machines that may go several ways: what each leads to. Its effects and its end are then one of these. */
  readonly ways?: readonly ExpectedWay[];
  /** Places that the machine itself may come to again in one run, under the same key, without any fault. */
  readonly mayRepeat?: (path: string) => boolean;
}
/** One way in which a run may go. */
export interface ExpectedWay {
  /** Absent: it succeeds. */
  readonly error?: string;
  /** What it then gives. */
  readonly output?: JsonValue;
  /** Places that it comes to. */
  readonly must: readonly string[];
  /** Places that it may have come to besides, as threads race. */
  readonly may: readonly string[];
}

/** One event of the traffic. */
export interface ChaosEvent {
  readonly id: string;
  readonly workload: string;
  readonly door: Door;
  /** Below the server's address. */
  readonly path: string;
  readonly body: string | Uint8Array;
  readonly contentType: string;
  /** Sent so many times at once. */
  readonly copies: number;
  /** Whether it is sent again until a door has answered for it. */
  readonly isPersistent: boolean;
  /** Events with one key are sent one after the other. */
  readonly key?: string;
  readonly seq?: number;
  readonly cancelAfterMs?: number;
  /** Cancelled so that it undoes first what it did. */
  readonly isUndone?: true;
  readonly expected: Expectation;
}

/** A run as it is found in the database at the end. */
export interface RunFact {
  readonly id: string;
  readonly eventId: string;
  readonly workflow: string;
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
  /** As JSON, where the workload says what it must be. */
  readonly output?: string;
  readonly fence: number;
  readonly isChild: boolean;
  readonly isDue: boolean;
  /** When its id was made. */
  readonly madeAt: number;
}
/** One change of a run's row, noted by the database itself, in order. */
export interface ChangeFact {
  readonly n: number;
  readonly t: number;
  readonly runId: string;
  readonly oldFence: number;
  readonly newFence: number;
  readonly oldStatus: string;
  readonly newStatus: string;
  readonly oldSteps: number;
  readonly newSteps: number;
}

/** A time in which a process could serve. */
export interface UpFact {
  readonly name: string;
  readonly from: number;
  readonly until: number;
}

/** All that the invariants look at. */
export interface Facts {
  readonly events: ReadonlyMap<string, ChaosEvent>;
  readonly accepted: readonly AcceptedEntry[];
  readonly cancels: readonly CancelEntry[];
  readonly answers: readonly AnswerEntry[];
  readonly effects: readonly EffectEntry[];
  readonly faults: readonly FaultEntry[];
  readonly ups: readonly UpFact[];
  readonly runs: readonly RunFact[];
  readonly changes: readonly ChangeFact[];
  /** Steps that were written into a run that had ended. */
  readonly lateSteps: readonly { readonly runId: string; readonly sequence: number }[];
  /** Runs that had no end 60 s after all was healed. */
  readonly stuck: readonly RunFact[];
  /** Where a secret was found: a table or a file. */
  readonly leaks: readonly { readonly where: string; readonly secret: string }[];
  /** Processes that grew, with what they grew by. Empty unless measured. */
  readonly growth: readonly {
    readonly name: string;
    readonly what: string;
    readonly before: number;
    readonly after: number;
  }[];
}

export const END_STATUSES: ReadonlySet<string> = new Set([
  'succeeded',
  'failed',
  'timed_out',
  'cancelled',
  'compensated',
]);

/** Values by what `keyOf` says, in their order. */
export function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
