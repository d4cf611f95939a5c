import type { DeadLetterFilter } from '../dead-letters/dead-letter.ts';
import type { Page, RunFilter } from '../ports.ts';
import type { RunStatus } from '../run.ts';

export const RUN_VERBS = ['retry', 'replay', 'cancel'] as const;
/** Of dead letters. */
export const LETTER_VERBS = ['redrive', 'discard'] as const;
export const BULK_VERBS = [...RUN_VERBS, ...LETTER_VERBS] as const;
export type BulkVerb = (typeof BULK_VERBS)[number];
export type LetterVerb = (typeof LETTER_VERBS)[number];

export function isLetterVerb(verb: BulkVerb): verb is LetterVerb {
  return verb === 'redrive' || verb === 'discard';
}
export const BULK_STATES = ['running', 'paused', 'aborted', 'done', 'failed'] as const;
/** `failed`: it stopped by itself, and says why. Then and while it is paused it can be resumed. */
export type BulkState = (typeof BULK_STATES)[number];
export const BULK_ITEM_STATES = ['pending', 'done', 'failed', 'skipped'] as const;
/** `skipped`: there was nothing to do any more. `failed`: it was tried, and refused. */
export type BulkItemState = (typeof BULK_ITEM_STATES)[number];

export const MAX_BULK_RUNS = 100_000;
/** Runs that are picked one by one come in one request. */
export const MAX_PICKED_RUNS = 1000;
export const DEFAULT_BULK_RATE_PER_SECOND = 10;
/** Of dead letters. */
export const DEFAULT_LETTER_RATE_PER_SECOND = 50;
export const MAX_BULK_RATE_PER_SECOND = 100;

/** The version that new runs execute: that of the old run, the live one, or one by its number. */
export type BulkVersion = 'same' | 'latest' | number;
/** What a list of runs is narrowed by. */
export interface BulkFilter extends Omit<RunFilter, 'workspaceId' | 'cursor' | 'limit'> {
  /** The query that the conditions come from, to be shown. */
  readonly query?: string;
}
/** Which runs, or which dead letters: all that match, or those picked. */
export type BulkChoice =
  | { readonly kind: 'filter'; readonly filter: BulkFilter }
  | { readonly kind: 'picked'; readonly runIds: readonly string[] }
  | { readonly kind: 'letters'; readonly filter: DeadLetterFilter }
  | { readonly kind: 'picked_letters'; readonly letterIds: readonly string[] };

/** One action over many runs, or over many dead letters. Its list was frozen when it was made. */
export interface BulkAction {
  readonly id: string;
  readonly workspaceId: string;
  readonly action: BulkVerb;
  /** Absent: its runs were picked. */
  readonly filter?: BulkFilter;
  /** Of `redrive` and `discard`, the same of dead letters. */
  readonly letterFilter?: DeadLetterFilter;
  /** Of `discard`: why. */
  readonly because?: string;
  /** Of `retry` and `replay`. */
  readonly version?: BulkVersion;
  /** Of `cancel`: undo what the steps did. */
  readonly compensate: boolean;
  readonly ratePerSecond: number;
  readonly state: BulkState;
  readonly total: number;
  /** They are `pending` that are in none of these. */
  readonly counts: Readonly<Record<Exclude<BulkItemState, 'pending'>, number>>;
  readonly startedBy: string;
  readonly startedAtMs: number;
  /** Who paused, resumed or aborted it last. */
  readonly changedBy?: string;
  readonly changedAtMs?: number;
  readonly endedAtMs?: number;
  /** Why it stopped by itself. */
  readonly reason?: string;
}

/** One run of a bulk action, or one dead letter. */
export interface BulkItem {
  /** Of `redrive` and `discard`: the id of the dead letter. */
  readonly runId: string;
  readonly state: BulkItemState;
  /** Absent when it is not there any more. */
  readonly workflowName?: string;
  /** The run that was made of it, without a status when retention has taken it. */
  readonly newRun?: { readonly id: string; readonly status?: RunStatus };
  readonly error?: { readonly code: string; readonly message: string };
}

export interface BulkLease {
  readonly id: string;
  readonly fence: number;
}
export interface TakenBulk {
  readonly lease: BulkLease;
  readonly action: BulkAction;
  /** Runs that a process had begun with which did not come to say what became of them. */
  readonly begun: readonly string[];
}
/** `released`: it is pending as if nobody had begun it. */
export type BulkOutcome = { readonly runId: string } & (
  | { readonly state: 'released' }
  | { readonly state: 'done'; readonly newRunId?: string }
  | { readonly state: 'failed' | 'skipped'; readonly code: string; readonly message: string }
);

/** How many new runs have which status; `removed`: retention took them. */
export type NewRunCounts = Readonly<Partial<Record<RunStatus | 'removed', number>>>;

/** Bulk actions and their items. */
export interface BulkStore {
  /**
   * Freezes the list of matching runs, and begins. One transaction. `bulk.empty` when none matches, `bulk.too_many` when more
   * than `MAX_BULK_RUNS` do.
   */
  create(request: {
    readonly id: string;
    readonly workspaceId: string;
    readonly action: BulkVerb;
    readonly chosen: BulkChoice;
    readonly version?: BulkVersion;
    readonly compensate?: boolean;
    readonly because?: string;
    readonly ratePerSecond: number;
    readonly startedBy: string;
  }): Promise<BulkAction>;
  /** What `create` would freeze: how many by status, and the newest ids. `bulk.too_many`. */
  preview(request: {
    readonly workspaceId: string;
    readonly chosen: BulkChoice;
    readonly newest: number;
  }): Promise<BulkPreview>;
  find(request: { readonly workspaceId: string; readonly id: string }): Promise<BulkAction | undefined>;
  /** Newest first. */
  list(request: {
    readonly workspaceId: string;
    readonly cursor?: string;
    readonly limit: number;
  }): Promise<Page<BulkAction>>;
  /** Oldest run first. */
  listItems(request: {
    readonly workspaceId: string;
    readonly id: string;
    /** Default: all. */
    readonly states?: readonly BulkItemState[];
    readonly cursor?: string;
    readonly limit: number;
  }): Promise<Page<BulkItem>>;
  /**
   * Of the last so many items of which it is known how they went, those that were refused or whose new runs have failed. Those of
   * before it was resumed do not count.
   */
  countLastFailed(request: { readonly id: string; readonly last: number }): Promise<number>;
  /** How the new runs went so far. */
  countNewRuns(request: { readonly workspaceId: string; readonly id: string }): Promise<NewRunCounts>;
  /**
   * Pauses, resumes or aborts. What has begun is brought to its end, and nothing more begins. Repeatable. `bulk.not_found`;
   * `bulk.ended` when it has no more to do.
   */
  change(request: {
    readonly workspaceId: string;
    readonly id: string;
    readonly to: 'paused' | 'running' | 'aborted';
    readonly changedBy: string;
  }): Promise<BulkAction>;
  /**
   * Takes actions with something to do that nobody holds, and raises their fences: running ones, and others of which items were
   * begun and left.
   */
  take(request: {
    readonly workerId: string;
    readonly leaseSeconds: number;
    readonly limit: number;
  }): Promise<readonly TakenBulk[]>;
  /**
   * Begins the next items, oldest run first, and keeps the lease. `undefined`, and nothing begun, when the lease is lost or the
   * action does not run.
   */
  begin(request: {
    readonly lease: BulkLease;
    readonly leaseSeconds: number;
    readonly limit: number;
  }): Promise<readonly string[] | undefined>;
  /**
   * Says what became of items, keeps the lease, and ends the action with its last one; with `stop` it fails for this reason. The
   * state it has then; `undefined`, and nothing written, when the lease is lost.
   */
  settle(request: {
    readonly lease: BulkLease;
    readonly leaseSeconds: number;
    readonly outcomes: readonly BulkOutcome[];
    readonly stop?: string;
  }): Promise<BulkState | undefined>;
  /** Others may take these at once. */
  release(leases: readonly BulkLease[]): Promise<void>;
}

export interface BulkPreview {
  readonly total: number;
  readonly byStatus: Readonly<Partial<Record<RunStatus, number>>>;
  readonly newest: readonly string[];
}
