import {
  type InfiniteData,
  type QueryKey,
  type UseInfiniteQueryOptions,
  type UseQueryOptions,
} from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { Bulk, BulkDetail, BulkFilter, BulkForm, BulkItem, BulkPlan, Page } from '../contract.ts';
import type { RunFilter } from './runs.ts';

/** Which runs an action is about: all that a list is narrowed to, or picked ones. */
export type ChosenRuns = Pick<BulkForm, 'filter'> | Pick<BulkForm, 'runIds'>;

/** What a list is narrowed to, as a bulk action takes it. */
export function toBulkFilter({ status, ...rest }: RunFilter): BulkFilter {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined && value !== '');
  const statuses = status === undefined || status === '' ? {} : { status: status.split(',') };
  return { ...Object.fromEntries(given), ...statuses } as BulkFilter;
}

const planBulk = async (form: BulkForm, signal: AbortSignal): Promise<BulkPlan> => {
  const call = api.POST('/api/v1/bulk', { params: { query: { dryRun: 'true' } }, body: form, signal });
  // With `dryRun` the answer is the plan.
  return (await answerOf(call)) as BulkPlan;
};

/** What an action would do. Asked anew each time: runs end meanwhile. */
export const bulkPlanQuery = (form: BulkForm): UseQueryOptions<BulkPlan> => ({
  queryKey: ['bulk', 'plan', form],
  queryFn: ({ signal }) => planBulk(form, signal),
  staleTime: 0,
  gcTime: 0,
  retry: false,
});

/** How many runs a list is narrowed to. */
export const matchingRunsQuery = (filter: RunFilter): UseQueryOptions<BulkPlan> => ({
  queryKey: ['bulk', 'matching', filter],
  queryFn: ({ signal }) => planBulk({ action: 'cancel', filter: toBulkFilter(filter) }, signal),
  retry: false,
});

/** Begins an action over many runs. */
export async function makeBulk(form: BulkForm): Promise<Bulk> {
  return (await answerOf(api.POST('/api/v1/bulk', { params: { query: {} }, body: form }))) as Bulk;
}

/** One bulk action, and how its new runs go. */
export const bulkQuery = (id: string): UseQueryOptions<BulkDetail> => ({
  queryKey: ['bulk', 'one', id],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/bulk/{id}', { params: { path: { id } }, signal })),
});

/** Bulk actions, the newest first. */
export const bulksQuery: UseInfiniteQueryOptions<
  Page<Bulk>,
  Error,
  InfiniteData<Page<Bulk>>,
  QueryKey,
  string | undefined
> = {
  queryKey: ['bulk', 'list'],
  queryFn: ({ signal, pageParam }) => {
    const query = pageParam === undefined ? {} : { cursor: pageParam };
    return answerOf(api.GET('/api/v1/bulk', { params: { query }, signal }));
  },
  initialPageParam: undefined,
  getNextPageParam: (page) => page.nextCursor,
  refetchInterval: 10_000,
};

type ItemListOptions = UseInfiniteQueryOptions<
  Page<BulkItem>,
  Error,
  InfiniteData<Page<BulkItem>>,
  QueryKey,
  string | undefined
>;

/** What became of its runs, oldest run first, page by page. */
export const bulkItemsQuery = (id: string, state: string, isOver: boolean): ItemListOptions => ({
  queryKey: ['bulk', 'items', id, state, isOver],
  queryFn: ({ signal, pageParam }) => {
    const query = { state, limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) };
    return answerOf(api.GET('/api/v1/bulk/{id}/items', { params: { path: { id }, query }, signal }));
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor,
});

/** Pauses, resumes or aborts it. */
export function changeBulk(id: string, change: 'pause' | 'resume' | 'abort'): Promise<Bulk> {
  const params = { path: { id } };
  if (change === 'pause') return answerOf(api.POST('/api/v1/bulk/{id}/pause', { params }));
  if (change === 'resume') return answerOf(api.POST('/api/v1/bulk/{id}/resume', { params }));
  return answerOf(api.POST('/api/v1/bulk/{id}/abort', { params }));
}
