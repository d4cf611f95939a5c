import type { Page, Run } from '../../../lib/contract.ts';
import { hasEnded, STATE_LOOK } from '../../../lib/state-look.ts';

/** How the runs of a span went. */
export interface DayCounts {
  readonly all: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly active: number;
  /** There were more runs than were counted. */
  readonly cut: boolean;
}

/** Counts what a list of runs holds; it says so when the list was cut. */
export function countDay({ items, nextCursor }: Page<Run>): DayCounts {
  return {
    all: items.length,
    succeeded: items.filter(({ status }) => status === 'succeeded').length,
    failed: items.filter(({ status }) => STATE_LOOK[status] === 'failed').length,
    active: items.filter(({ status }) => !hasEnded(status)).length,
    cut: nextCursor !== undefined,
  };
}
