import type { AttemptRecord, Checkpoint, JsonValue } from '@millrace/machine';
import type { Admission } from './admission.ts';
import type { FailureMark } from './error-groups/failure-mark.ts';
import type { RunPosition } from './run-usage.ts';

export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'compensating',
  'succeeded',
  'failed',
  'timed_out',
  'cancelled',
  'compensated',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
export type EndStatus = 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'compensated';

/** Text that is one well-formed JSON value, as `JSON.stringify` makes it: lone surrogates and U+0000 are escaped. */
export type JsonText = string;

/** Everything that is kept of an accepted event. */
export interface NewRun {
  /** UUIDv7 made by the `Ids` port; its time decides the run's partition. */
  readonly id: string;
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly versionId: string;
  readonly trigger: RunTrigger;
  readonly input: JsonText;
  /** The request's body as it arrived, byte for byte, unless the input's `body` as JSON is the same. Webhooks only. */
  readonly rawBody?: Uint8Array;
  readonly dedupe?: DedupeKey;
  readonly priority: number;
  /** Epoch milliseconds by this process's clock; shown to people, never compared with the database's. */
  readonly acceptedAtMs: number;
  /** Absent: it may begin at once. */
  readonly admission?: Admission;
  /** The run that started this one, and the step of it. */
  readonly parent?: RunParent;
  /** Name -> value of at most 256 characters. */
  readonly searchAttributes?: Readonly<Record<string, string>>;
  /** It tests a draft, or was started by a run that does: it counts nowhere. */
  readonly isTest?: boolean;
  /** The run that it was made of. */
  readonly retryOf?: RetryLink;
  /** What the keys of its calls are made of, instead of its id: so they are those of an earlier run. */
  readonly keySeed?: string;
  /** Where it begins, if not at the start. What it finds inside of a composite state was kept before. */
  readonly beginsAt?: Checkpoint;
}
/** How a run was made of another one. */
export interface RetryLink {
  readonly id: string;
  readonly kind: 'retry' | 'replay';
  /** The step that a retry began at. Absent: it began at the start. */
  readonly from?: string;
}
/** A run that was made of another one. */
export interface RetriedRun {
  readonly id: string;
  readonly kind: RetryLink['kind'];
  readonly status: RunStatus;
}
/** What is left of a run that has ended, for another one that goes on from there. */
export interface RunRemains {
  /** Where it stood when it failed or was cancelled. Absent: at its start, or that is not kept. */
  readonly checkpoint?: RunPosition;
  /** It has undone what its steps did, or has begun to. */
  readonly hasUndone: boolean;
  /** Its version keeps no payloads of such runs, and they are gone. */
  readonly arePayloadsGone: boolean;
  readonly keySeed?: string;
  readonly orderingKey?: string;
}
export interface RunParent {
  readonly runId: string;
  readonly path: string;
  /** 1 for the child of a run that nobody started. */
  readonly depth: number;
  /** Whether the parent waits for the end. */
  readonly isAwaited: boolean;
}
export interface RunTrigger {
  readonly id: string;
  readonly type: 'webhook' | 'form' | 'schedule' | 'connector' | 'call' | 'manual' | 'test';
}
export interface DedupeKey {
  /** At most 256 bytes. */
  readonly key: string;
  readonly windowSeconds: number;
  /** SHA-256 of what was sent, to tell a repeat from another body under the same key. */
  readonly contentHash: string;
}

/** The right to execute one run until the lease ends. Each claim raises the fence; an older fence writes nothing. */
export interface Lease {
  readonly runId: string;
  readonly fence: number;
}

export interface ClaimedRun extends Lease {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly versionId: string;
  readonly trigger: RunTrigger;
  readonly input: JsonText;
  readonly acceptedAtMs: number;
  /** Absent when no transition was committed yet. */
  readonly checkpoint?: RunPosition;
  /** Steps recorded so far: the next record's sequence. */
  readonly stepCount: number;
  /** Somebody wants the run to stop, or to stop and undo what it did. */
  readonly cancel?: 'stop' | 'compensate';
  readonly parent?: RunParent;
  /** It has failed or was cancelled, and undoes what its steps did. */
  readonly isCompensating: boolean;
  /** Times that a process lost the run while it executed, since it last moved. */
  readonly losses: number;
  /** Whether the run has `admission`: others may wait for its end. */
  readonly isAdmitted: boolean;
  readonly isTest?: boolean;
  readonly keySeed?: string;
  /**
   * All that came while it slept and that it may wait for: ids of runs that have ended, tokens that were answered. Absent: it
   * did not sleep until now, and what came is not known.
   */
  readonly answers?: readonly string[];
}

export type StepStatus = 'running' | 'succeeded' | 'failed' | 'waiting' | 'cancelled';

/** One finished execution of one state, as the run page shows it. Payloads are already redacted. */
export interface StepRecord {
  /** 0, 1, 2 … within the run. */
  readonly sequence: number;
  readonly path: string;
  readonly state: string;
  readonly type: string;
  readonly resource?: string;
  readonly status: 'succeeded' | 'failed';
  readonly input: JsonText;
  readonly arguments?: JsonText;
  readonly output?: JsonText;
  readonly assigned?: JsonText;
  readonly error?: string;
  readonly cause?: string;
  /** The state that followed. */
  readonly next?: string;
  readonly attempts: readonly AttemptRecord[];
  readonly log: readonly StepLogLine[];
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}
export interface StepLogLine {
  readonly atMs: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly data?: JsonValue;
  /** The line is a request that was sent for the step. */
  readonly http?: HttpExchange;
}
/** One HTTP request and its answer. Times in milliseconds; of a connection that was there already it has none. */
export interface HttpExchange {
  readonly method: string;
  readonly url: string;
  readonly status?: number;
  /** Why there is no whole answer: a code. */
  readonly error?: string;
  readonly dnsMs?: number;
  readonly connectMs?: number;
  readonly tlsMs?: number;
  readonly firstByteMs?: number;
  readonly transferMs?: number;
  readonly durationMs?: number;
  readonly isReused?: boolean;
  readonly receivedBytes?: number;
}

export interface RunEnd {
  readonly status: EndStatus;
  readonly output?: JsonText;
  readonly error?: string;
  readonly cause?: string;
  /** Path of the step that ended it, when one did. */
  readonly failedPath?: string;
  readonly endedAtMs: number;
  /** It counts as a failure, in the group of this mark. */
  readonly failure?: FailureMark;
}

/** A run as people read it. */
export interface Run {
  readonly id: string;
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly versionId: string;
  /** Absent of a run that tests a draft. */
  readonly versionNumber?: number;
  readonly isTest?: boolean;
  readonly status: RunStatus;
  readonly trigger: RunTrigger;
  readonly acceptedAtMs: number;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  /** When a waiting run continues. */
  readonly availableAtMs?: number;
  readonly currentState?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly failedPath?: string;
  /** Of the group that its failure counts in. */
  readonly fingerprint?: string;
  readonly stepCount: number;
  readonly parent?: RunParent;
  readonly searchAttributes?: Readonly<Record<string, string>>;
  readonly retryOf?: RetryLink;
  /** A quota has removed what it was given, what it gave and what its steps read and wrote. */
  readonly payloadsRemovedAtMs?: number;
}
export interface RunWithPayload extends Run {
  readonly input: JsonText;
  readonly output?: JsonText;
}
