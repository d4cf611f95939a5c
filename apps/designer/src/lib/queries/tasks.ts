import type { InfiniteData, QueryKey, UseInfiniteQueryOptions, UseQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { Page, Task, TaskAnswer, TaskDetail } from '../contract.ts';

/** Of all that is asked about tasks: an answer may show in each of them. */
export const TASKS_KEY = ['tasks'] as const;
const SOON_MS = 15_000;

/** What a list of tasks is narrowed to; open ones unless said otherwise. */
export interface TaskFilter {
  readonly state?: 'open' | 'answered';
  readonly workflow?: string;
  readonly run?: string;
}
type ListOptions = UseInfiniteQueryOptions<Page<Task>, Error, InfiniteData<Page<Task>>, QueryKey, string | undefined>;

/** Steps that wait for an answer, page by page. */
export const tasksQuery = (filter: TaskFilter, limit = 50): ListOptions => ({
  queryKey: [...TASKS_KEY, 'list', filter, limit],
  queryFn: ({ signal, pageParam }) => {
    const query = { ...filter, limit, ...(pageParam === undefined ? {} : { cursor: pageParam }) };
    return answerOf(api.GET('/api/v1/tasks', { params: { query }, signal }));
  },
  initialPageParam: undefined,
  getNextPageParam: (page) => page.nextCursor,
  refetchInterval: SOON_MS,
});

/** One of them. Whoever looks is told soon when somebody else was faster. */
export const taskQuery = (token: string): UseQueryOptions<TaskDetail> => ({
  queryKey: [...TASKS_KEY, 'one', token],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/tasks/{token}', { params: { path: { token } }, signal })),
  refetchInterval: ({ state }) => (state.data?.state === 'open' ? SOON_MS : false),
});

/** The first answer counts. */
export function answerTask(token: string, body: TaskAnswer): Promise<{ readonly runId: string }> {
  return answerOf(api.POST('/api/v1/tasks/{token}/answer', { params: { path: { token } }, body }));
}
