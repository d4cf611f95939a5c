import type { InfiniteData, QueryKey, UseInfiniteQueryOptions, UseQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { ErrorGroup, ErrorGroupChange, ErrorGroupDetail, ErrorGroupState, Page } from '../contract.ts';

/** What a list of groups is narrowed to, and its order. */
export interface ErrorGroupFilter {
  readonly state?: ErrorGroupState;
  readonly workflow?: string;
  readonly text?: string;
  readonly from?: string;
  readonly order?: 'newest' | 'frequent';
}
type ListOptions = UseInfiniteQueryOptions<
  Page<ErrorGroup>,
  Error,
  InfiniteData<Page<ErrorGroup>>,
  QueryKey,
  string | undefined
>;

/** Groups of failures, page by page. */
export const errorGroupsQuery = (filter: ErrorGroupFilter, limit = 50): ListOptions => ({
  queryKey: ['errors', 'list', filter, limit],
  queryFn: ({ signal, pageParam }) => {
    const query = { ...filter, limit, ...(pageParam === undefined ? {} : { cursor: pageParam }) };
    return answerOf(api.GET('/api/v1/errors', { params: { query }, signal }));
  },
  initialPageParam: undefined,
  getNextPageParam: (page) => page.nextCursor,
});

export const errorGroupQuery = (fingerprint: string): UseQueryOptions<ErrorGroupDetail> => ({
  queryKey: ['errors', 'one', fingerprint],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/errors/{fingerprint}', { params: { path: { fingerprint } }, signal })),
});

/** Resolves, ignores or reopens a group, or says whose it is. */
export function changeErrorGroup(fingerprint: string, body: ErrorGroupChange): Promise<ErrorGroupDetail> {
  return answerOf(api.PATCH('/api/v1/errors/{fingerprint}', { params: { path: { fingerprint } }, body }));
}
