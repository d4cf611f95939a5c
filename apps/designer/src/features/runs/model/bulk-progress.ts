import type { BulkDetail } from '../../../lib/contract.ts';

const UNFINISHED = ['queued', 'running', 'waiting', 'compensating'] as const;
const SECOND_MS = 1000;
/** Of so many, counting how their new runs go takes the server a while. */
const MANY_RUNS = 5000;
const IDLE_MS = 5000;

/** How many runs were acted on, refused or skipped. */
export function handledOf({ total, counts }: Pick<BulkDetail, 'total' | 'counts'>): number {
  return total - counts.pending;
}

/** How many of the new runs go on. */
export function unfinishedOf({ newRuns }: Pick<BulkDetail, 'newRuns'>): number {
  return UNFINISHED.reduce((sum, status) => sum + (newRuns[status] ?? 0), 0);
}

/** In how many milliseconds it is worth to look again; never when nothing will change. */
export function nextLookMs(bulk: BulkDetail | undefined): number | false {
  if (bulk === undefined) return false;
  const { state, total } = bulk;
  if (state === 'running') return total > MANY_RUNS ? IDLE_MS : SECOND_MS;
  if (unfinishedOf(bulk) > 0) return total > MANY_RUNS ? IDLE_MS : SECOND_MS;
  // Somebody else may resume it.
  return state === 'paused' || state === 'failed' ? IDLE_MS : false;
}

/** Whether it is about dead letters, rather than runs. */
export const isOfLetters = ({ action }: Pick<BulkDetail, 'action'>): boolean =>
  action === 'redrive' || action === 'discard';
