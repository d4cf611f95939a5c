// A Map over a hundred thousand items is looked at a page at a time, or only where it failed.
import { type StepPlace, readPath } from '../../../lib/step-path.ts';
import type { WaterfallRow } from './waterfall.ts';

export const THREADS_A_PAGE = 100;

export interface ThreadPage {
  /** Index of the first item or branch, from 0. */
  readonly first: number;
  /** All that failed, wherever they are. */
  readonly failedOnly: boolean;
}
/** By the path of the step around them. */
export type ThreadPages = Readonly<Record<string, ThreadPage>>;
const FIRST_PAGE: ThreadPage = { first: 0, failedOnly: false };

/** A line below a step with many items: which of them are shown. */
export interface ThreadPager extends ThreadPage {
  readonly path: string;
  readonly depth: number;
  /** That are known of. */
  readonly count: number;
  readonly failed: number;
}
/** A row and, below it, which of its items are shown. */
export interface FoldedRow {
  readonly row: WaterfallRow;
  readonly pager?: ThreadPager;
}

interface Threads {
  count: number;
  readonly failed: Set<number>;
}

/** The rows of the items that are looked at. Steps with few items show all. */
export function foldThreads(rows: readonly WaterfallRow[], pages: ThreadPages): readonly FoldedRow[] {
  const places = rows.map(({ path }) => threadsAround(readPath(path)));
  const known = threadsOf(rows, places);
  const large = new Map([...known].filter(([path, { count }]) => count > THREADS_A_PAGE || path in pages));
  if (large.size === 0) return rows.map((row) => ({ row }));
  const isShown = ({ path, index }: Thread): boolean => {
    const threads = large.get(path);
    if (threads === undefined) return true;
    const { first, failedOnly } = pages[path] ?? FIRST_PAGE;
    return failedOnly ? threads.failed.has(index) : index >= first && index < first + THREADS_A_PAGE;
  };
  return rows.flatMap((row, at) => {
    if (!(places[at] ?? []).every(isShown)) return [];
    const threads = row.id === row.path ? large.get(row.path) : undefined;
    if (threads === undefined) return [{ row }];
    const page = pages[row.path] ?? FIRST_PAGE;
    const { count, failed } = threads;
    return [{ row, pager: { ...page, path: row.path, depth: row.depth + 1, count, failed: failed.size } }];
  });
}

interface Thread {
  readonly path: string;
  readonly index: number;
}

function threadsOf(
  rows: readonly WaterfallRow[],
  places: readonly (readonly Thread[])[],
): ReadonlyMap<string, Readonly<Threads>> {
  const known = new Map<string, Threads>();
  for (const [at, row] of rows.entries()) {
    for (const { path, index } of places[at] ?? []) {
      const threads = known.get(path) ?? { count: 0, failed: new Set<number>() };
      threads.count = Math.max(threads.count, index + 1);
      if (row.status === 'failed') threads.failed.add(index);
      known.set(path, threads);
    }
  }
  return known;
}

/** The items that a step is inside of, from the outside in. */
function threadsAround({ parts }: StepPlace): readonly Thread[] {
  const around: Thread[] = [];
  let path = '';
  for (const { name, visit, index } of parts) {
    path += name.replaceAll(/[#[/]/g, '$&$&') + (visit === 1 ? '' : `#${visit}`);
    if (index === undefined) break;
    around.push({ path, index });
    path += `[${index}]/`;
  }
  return around;
}
