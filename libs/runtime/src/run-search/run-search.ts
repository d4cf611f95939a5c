import type { PayloadCondition } from '@millrace/run-query';
import type { Page, RunFilter } from '../ports.ts';
import type { Run, RunStatus } from '../run.ts';

/** A search may take so long, and tells then how far it came. */
export const MAX_SEARCH_MS = 10_000;
export const DEFAULT_SEARCH_MS = 3000;
export const MAX_HISTOGRAM_BUCKETS = 200;

/** What runs are searched by: as a list, and by their data. */
export interface RunSearchFilter extends Omit<RunFilter, 'cursor' | 'limit'> {
  /** What only the data of a run tells. All must hold. */
  readonly payload?: readonly PayloadCondition[];
}
export interface RunSearchRequest extends RunSearchFilter, Pick<RunFilter, 'cursor' | 'limit'> {
  /** When so much time is over, the answer tells how far the search came. Some runs are looked at in any case. */
  readonly budgetMs: number;
}
/** How far a search came that has to look at runs one by one. */
export interface RunScan {
  /** Runs that were looked at for this page. */
  readonly scanned: number;
  /** All runs that were accepted later have been looked at. */
  readonly reachedAtMs: number;
  /** Nothing is left to look at. */
  readonly isComplete: boolean;
}
/** `scan`: only of a search that no index answers. */
export interface RunSearchPage extends Page<Run> {
  readonly scan?: RunScan;
}

export interface RunHistogramRequest extends Omit<RunSearchFilter, 'payload'> {
  /** In place of the filter's own bounds: [from, until). */
  readonly acceptedFromMs: number;
  readonly acceptedUntilMs: number;
  /** 1–{@link MAX_HISTOGRAM_BUCKETS}, all of the same length. */
  readonly buckets: number;
  /** When counting would take longer, a part of the time is counted and the rest estimated from it. */
  readonly budgetMs: number;
  /** About so many runs are counted one by one, however long that takes. */
  readonly alwaysCounted: number;
}
export type StatusCounts = Readonly<Partial<Record<RunStatus, number>>>;
export interface RunHistogram {
  /** From the oldest on. */
  readonly buckets: readonly StatusCounts[];
  /** The part of the time that was counted: 1 when every run was. */
  readonly countedShare: number;
}

/** Finds runs among very many. */
export interface RunSearch {
  /** The matches, newest first. With a scan, a page may have fewer than `limit` and still a cursor. */
  search(request: RunSearchRequest): Promise<RunSearchPage>;
  /** How many match, up to `most`. `isMore`: there are more, or the time was over. */
  count(
    request: RunSearchFilter & { readonly most: number; readonly budgetMs: number },
  ): Promise<{ readonly count: number; readonly isMore: boolean }>;
  histogram(request: RunHistogramRequest): Promise<RunHistogram>;
}
