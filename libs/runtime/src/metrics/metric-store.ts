import type { Histogram } from './histogram.ts';
import type { FigureKind, Figures } from './metric-figures.ts';
import type { MetricReader } from './metric.ts';

/** Calls of one minute that have one thing in common, as a process has counted them. */
export interface CallCounts {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly connector: string;
  readonly connection?: string;
  /** When, by the clock of the process that made them. */
  readonly atMs: number;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Of those that failed: because there were too many. */
  readonly limited: number;
  readonly durations: Histogram;
}

export const BREAKDOWNS = ['workflow', 'version', 'connector', 'connection'] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];
export interface BreakdownQuery {
  readonly workspaceId: string;
  /** Versions: of a workflow. Others: of all, or of what a workflow did. */
  readonly by: Breakdown;
  readonly kind: FigureKind;
  readonly workflowId?: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Default: by the hour, as far back as hours are kept. */
  readonly isByDay?: boolean;
}
/** Figures of one subject in one bucket; an hour each, or a day. */
export interface SubjectFigures {
  readonly atMs: number;
  readonly workflowId?: string;
  readonly versionNumber?: number;
  readonly connector?: string;
  readonly connection?: string;
  readonly figures: Figures;
}

/** How a turn of rolling up went. `busy`: another process is at it. `behind`: there is more to do at once. */
export type RollUpOutcome = 'busy' | 'behind' | 'done';

/** Where figures are kept. */
export interface MetricStore extends MetricReader {
  /**
   * Counts the runs that have ended since, looks at the queues once a minute, and makes hours and days of what there is. By the
   * store's clock; repeatable, also by many processes at once, and safe to be broken off anywhere: nothing counts twice.
   */
  rollUp(): Promise<RollUpOutcome>;
  /** Adds a batch of a process, whose batches are numbered upwards: one that was added before changes nothing. */
  addCalls(batch: {
    readonly sender: string;
    readonly sequence: number;
    readonly counts: readonly CallCounts[];
  }): Promise<void>;
  /** Everything of one kind, subject by subject and bucket by bucket, in the order of time. */
  breakDown(query: BreakdownQuery): Promise<readonly SubjectFigures[]>;
}
