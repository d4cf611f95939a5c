import type { Range } from '../../../lib/queries/metrics.ts';

export const HOME_RANGES = ['1h', '24h', '7d'] as const satisfies readonly Range[];
export type HomeRange = (typeof HOME_RANGES)[number];
export interface HomeSearch {
  /** Absent: 24 hours. */
  readonly range?: Exclude<HomeRange, '24h'>;
}

/** Reads the range from an address; what is not understood, or usual, is left out. */
export function readHomeSearch(search: Readonly<Record<string, unknown>>): HomeSearch {
  const range = HOME_RANGES.find((known) => known === search.range);
  return range === undefined || range === '24h' ? {} : { range };
}
