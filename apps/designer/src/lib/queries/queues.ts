import type { InfiniteData, QueryKey, UseInfiniteQueryOptions, UseQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { Page, Queue, QueuePage, ScheduleState, WorkspacePause } from '../contract.ts';

/** Of all that is asked about queues: pausing one may show in each of them. */
export const QUEUES_KEY = ['queues'] as const;
const SOON_MS = 5000;

type ListOptions<P> = UseInfiniteQueryOptions<P, Error, InfiniteData<P>, QueryKey, string | undefined>;

/** What waits and goes on, by workflow. Live while somebody looks. */
export const queuesQuery: ListOptions<QueuePage> = {
  queryKey: [...QUEUES_KEY, 'list'],
  queryFn: ({ signal, pageParam }) => {
    const query = pageParam === undefined ? {} : { cursor: pageParam };
    return answerOf(api.GET('/api/v1/queues', { params: { query }, signal }));
  },
  initialPageParam: undefined,
  getNextPageParam: (page) => page.nextCursor,
  refetchInterval: SOON_MS,
};

/** Those that somebody has paused, and whether all are. */
export const pausedQueuesQuery = (limit: number): UseQueryOptions<QueuePage> => ({
  queryKey: [...QUEUES_KEY, 'paused', limit],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/queues', { params: { query: { paused: 'true', limit } }, signal })),
});

/** When workflows start by themselves. */
export const schedulesQuery: ListOptions<Page<ScheduleState>> = {
  queryKey: [...QUEUES_KEY, 'schedules'],
  queryFn: ({ signal, pageParam }) => {
    const query = pageParam === undefined ? {} : { cursor: pageParam };
    return answerOf(api.GET('/api/v1/schedules', { params: { query }, signal }));
  },
  initialPageParam: undefined,
  getNextPageParam: (page) => page.nextCursor,
  refetchInterval: 30_000,
};

export const pauseQueue = (workflow: string): Promise<Queue> =>
  answerOf(api.POST('/api/v1/queues/{workflow}/pause', { params: { path: { workflow } } }));

export const resumeQueue = (workflow: string): Promise<Queue> =>
  answerOf(api.POST('/api/v1/queues/{workflow}/resume', { params: { path: { workflow } } }));

/** No run of the workspace begins. */
export const pauseWorkspace = (): Promise<WorkspacePause> => answerOf(api.POST('/api/v1/queues/pause'));

export async function resumeWorkspace(): Promise<void> {
  await answerOf(api.POST('/api/v1/queues/resume'));
}
