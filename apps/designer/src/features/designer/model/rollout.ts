import type { Rollout } from '../../../lib/contract.ts';

const SHARES = [1, 5, 10, 25, 50] as const;
const ALL = 100;
export const USUAL_SHARE = 10;
/** What is offered for a version that is about to be published: all of it has a choice of its own. */
export const FIRST_SHARES: readonly number[] = SHARES;

/** The parts of new runs that are offered; the one that it has is among them, whoever chose it. */
export function sharesOf({ percent }: Pick<Rollout, 'percent'>): readonly number[] {
  return [...new Set([...SHARES, percent, ALL])].sort((one, other) => one - other);
}

/**
 * Whether a rollout has something to say: while it is active, and, when its rule has ended it, until somebody has put that away.
 */
export function isShown({ id, end }: Pick<Rollout, 'id' | 'end'>, putAway: string): boolean {
  if (end === undefined) return true;
  return end.outcome === 'rolled_back' && end.isAutomatic && id !== putAway;
}

/** All of the runs make the version live, which is asked about first. */
export const isPromotion = (percent: number): boolean => percent === ALL;
