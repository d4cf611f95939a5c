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
}
export interface MetricSubject {
  readonly workflowId?: string;
  readonly versionNumber?: number;
  readonly connector?: string;
  readonly connection?: string;
}
/** Figures of one subject over the whole range, durations among them and no waits, and how often it did what when. */
export interface SubjectFigures extends MetricSubject {
  readonly figures: Figures;
  /** By the hour or the day, those in which there was anything, oldest first. */
  readonly parts: readonly { readonly atMs: number; readonly total: number; readonly failed: number }[];
}
/** Figures of one subject on one day. */
export interface SubjectDay extends MetricSubject {
  readonly atMs: number;
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
  /**
   * Those that failed most often, and then those that did most; each is counted over the whole range, however many there are.
   * Workflows that are gone are left out. By the hour as far back as hours are kept, unless days are asked for.
   */
  breakDown(
    query: BreakdownQuery & { readonly isByDay?: boolean; /** How many subjects. */ readonly limit: number },
  ): Promise<readonly SubjectFigures[]>;
  /** All of one kind, subject by subject and day by day, in the order of time; no workflows that are gone. */
  listDays(query: BreakdownQuery): Promise<readonly SubjectDay[]>;
}
