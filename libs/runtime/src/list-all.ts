import type { RunFilter, RunStore } from './ports.ts';
import type { Run } from './run.ts';

const PAGE_RUNS = 200;

/** All runs that a filter lets through, newest first, page by page. */
export async function* listAll(
  runs: Pick<RunStore, 'list'>,
  filter: Omit<RunFilter, 'limit' | 'cursor'>,
): AsyncGenerator<Run> {
  for (let cursor: string | undefined; ;) {
    const page = await runs.list({ ...filter, limit: PAGE_RUNS, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.items;
    cursor = page.nextCursor;
    if (cursor === undefined) return;
  }
}
