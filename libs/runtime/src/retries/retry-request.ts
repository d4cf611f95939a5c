import type { JsonValue } from '@millrace/machine';
import type { WorkflowVersionDocument } from '../workflow.ts';

/** `same`: the one that the run had. `latest`: the live one. */
export type WantedVersion = 'same' | 'latest' | number;

/** A run that is to be made of another one. */
export interface ReplayRequest {
  readonly workspaceId: string;
  readonly runId: string;
  /** Default: `same`. */
  readonly version?: WantedVersion;
  /** Absent: what the run was given. */
  readonly input?: JsonValue;
  /** Whoever asks twice with one key gets one run. At most 256 bytes. */
  readonly idempotencyKey?: string;
}
export interface RetryRequest extends ReplayRequest {
  /** A step at the top level that has finished. Absent: where the run failed. */
  readonly from?: string;
  /** Of the step that it begins at. Absent: what that was given. */
  readonly input?: JsonValue;
  /** What the task that it begins at, or that failed inside of that step, has given back: it is not called. */
  readonly result?: JsonValue;
}

/** Where a retry would begin. */
export type RetryStart =
  | { readonly kind: 'step'; readonly state: string }
  /** `why`: a sentence. */
  | { readonly kind: 'beginning'; readonly why: string };
export interface RetryPlan {
  readonly start: RetryStart;
  readonly versionNumber: number;
  /** Sentences about what is not as one would think. */
  readonly notes: readonly string[];
}

/** A new run, or the one that was made when the same was asked before. */
export interface MadeRun {
  readonly runId: string;
  readonly isRepetition: boolean;
  readonly versionNumber: number;
}

/** A version that runs, not a test. */
export type RunnableVersion = WorkflowVersionDocument & { readonly number: number };
