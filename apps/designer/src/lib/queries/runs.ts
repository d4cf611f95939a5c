import {
  type InfiniteData,
  type QueryKey,
  queryOptions,
  type UseInfiniteQueryOptions,
  type UseQueryOptions,
} from '@tanstack/react-query';
import type { Page, Run, RunWithPayload, Step, StepPage } from '../contract.ts';
import { request } from '../request.ts';

/** What a list of runs is narrowed to. */
export interface RunFilter {
  readonly workflow?: string | undefined;
  /** Statuses with commas between. */
  readonly status?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

const listPath = '/api/v1/runs';

type RunListOptions = UseInfiniteQueryOptions<Page<Run>, Error, InfiniteData<Page<Run>>, QueryKey, string | undefined>;

/** Runs, newest first, page by page. */
export const runsQuery = (filter: RunFilter, limit = 50): RunListOptions => ({
  queryKey: ['runs', 'list', filter, limit],
  queryFn: ({ signal, pageParam }) =>
    request<Page<Run>>({ path: listPath, query: { ...filter, limit, cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor,
});

/** The runs in progress; the count is exact up to 100. */
export const activeRunsQuery = queryOptions({
  queryKey: ['runs', 'active'],
  queryFn: ({ signal }) => request<Page<Run>>({ path: listPath, query: { status: 'running', limit: 100 }, signal }),
});

/** One run with its input and output. */
export const runQuery = (id: string): UseQueryOptions<RunWithPayload> => ({
  queryKey: ['runs', 'one', id],
  queryFn: ({ signal }) => request<RunWithPayload>({ path: `${listPath}/${encodeURIComponent(id)}`, signal }),
});

const MAX_STEP_PAGES = 20;

async function readSteps(id: string, signal: AbortSignal): Promise<readonly Step[]> {
  const steps: Step[] = [];
  let after: number | undefined;
  for (let page = 0; page < MAX_STEP_PAGES; page += 1) {
    const answer = await request<StepPage>({
      path: `${listPath}/${encodeURIComponent(id)}/steps`,
      query: { limit: 500, after },
      signal,
    });
    steps.push(...answer.items);
    after = answer.nextAfter;
    if (after === undefined) break;
  }
  return steps;
}

/** The finished steps of a run, in order; at most 10,000. */
export const stepsQuery = (id: string): UseQueryOptions<readonly Step[]> => ({
  queryKey: ['runs', 'steps', id],
  queryFn: ({ signal }) => readSteps(id, signal),
});

/** Asks a run to end. */
export function cancelRun(id: string): Promise<{ readonly result: string }> {
  return request({ method: 'POST', path: `${listPath}/${encodeURIComponent(id)}/cancel` });
}
