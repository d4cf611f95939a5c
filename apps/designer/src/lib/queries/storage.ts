import { infiniteQueryOptions, type UseQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { WorkflowStorage } from '../contract.ts';

/** What workflows hold, those with most first, page by page. */
export const storagesQuery = infiniteQueryOptions({
  queryKey: ['storage', 'list'],
  queryFn: ({ signal, pageParam }) =>
    answerOf(
      api.GET('/api/v1/storage', {
        params: { query: { limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
        signal,
      }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor,
});

/** What one holds; with `maxBytes`, also what such a quota would remove. */
export const storageQuery = (name: string, maxBytes?: number): UseQueryOptions<WorkflowStorage> => ({
  queryKey: ['storage', 'one', name, maxBytes ?? null],
  queryFn: ({ signal }) =>
    answerOf(
      api.GET('/api/v1/workflows/{name}/storage', {
        params: { path: { name }, query: maxBytes === undefined ? {} : { maxBytes } },
        signal,
      }),
    ),
});

/** Sets a quota, or takes it away. */
export function setQuota(name: string, maxBytes: number | null): Promise<WorkflowStorage> {
  return answerOf(api.PUT('/api/v1/workflows/{name}/quota', { params: { path: { name } }, body: { maxBytes } }));
}
