import type { BulkDetail } from '../../../lib/contract.ts';

const UNFINISHED = ['queued', 'running', 'waiting', 'compensating'] as const;
const SECOND_MS = 1000;
/** Of so many, counting how their new runs go takes the server a while. */
const MANY_RUNS = 5000;
const IDLE_MS = 5000;
/** What had begun when it was aborted is brought to its end, and is counted then. */
const SETTLING_MS = 30_000;

/** How many runs were acted on, refused or skipped. */
export function handledOf({ total, counts }: Pick<BulkDetail, 'total' | 'counts'>): number {
  return total - counts.pending;
}

/** How many of the new runs go on. */
export function unfinishedOf({ newRuns }: Pick<BulkDetail, 'newRuns'>): number {
  return UNFINISHED.reduce((sum, status) => sum + (newRuns[status] ?? 0), 0);
}

/** Nothing says which of the pending ones have begun: only that none is left, or that it is long ago, tells that all is counted. */
function isSettling({ state, counts, startedAt, changedAt = startedAt }: BulkDetail, nowMs: number): boolean {
  return state === 'aborted' && counts.pending > 0 && nowMs < Date.parse(changedAt) + SETTLING_MS;
}

/** In how many milliseconds it is worth to look again; never when nothing will change. */
export function nextLookMs(bulk: BulkDetail | undefined, nowMs: number): number | false {
  if (bulk === undefined) return false;
  const { state, total } = bulk;
  if (state === 'running' || unfinishedOf(bulk) > 0 || isSettling(bulk, nowMs))
    return total > MANY_RUNS ? IDLE_MS : SECOND_MS;
  // Somebody else may resume it.
  return state === 'paused' || state === 'failed' ? IDLE_MS : false;
}

/** Whether it is about dead letters, rather than runs. */
export const isOfLetters = ({ action }: Pick<BulkDetail, 'action'>): boolean =>
  action === 'redrive' || action === 'discard';
