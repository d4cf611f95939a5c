import type { Range } from '../../../lib/queries/metrics.ts';
import { readDashboardSearch, type DashboardSearch } from './dashboard-search.ts';

/** What of a board its address holds: how far back it looks. */
export type BoardSearch = Pick<DashboardSearch, 'range'>;

export function readBoardSearch(search: Readonly<Record<string, unknown>>): BoardSearch {
  const { range } = readDashboardSearch(search);
  return range === undefined ? {} : { range };
}

/** The address of a board for somebody else: it names the range, so that what is usual may change. */
export function linkOf(href: string, origin: string, range: Range): string {
  const link = new URL(href, origin);
  link.searchParams.set('range', range);
  return link.href;
}
