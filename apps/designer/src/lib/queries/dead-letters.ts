import type { InfiniteData, QueryKey, UseInfiniteQueryOptions, UseQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { DeadLetter, DeadLetterDetail, DeadLetterFilter, DeadLetterGroup, Page } from '../contract.ts';

type Pages<Item> = UseInfiniteQueryOptions<Page<Item>, Error, InfiniteData<Page<Item>>, QueryKey, string | undefined>;

/** As an address of the API has it: several are one text. */
function toQuery({ state, source, stage, ...rest }: DeadLetterFilter): Record<string, string> {
  const lists = Object.entries({ state, source, stage }).flatMap(([name, values]) =>
    values === undefined || values.length === 0 ? [] : [[name, values.join(',')] as const],
  );
  return { ...rest, ...Object.fromEntries(lists) };
}

/** What could not be processed, page by page. */
export const deadLettersQuery = (filter: DeadLetterFilter, limit = 50): Pages<DeadLetter> => ({
  queryKey: ['dead-letters', 'list', filter, limit],
  queryFn: ({ signal, pageParam }) => {
    const query = { ...toQuery(filter), limit, ...(pageParam === undefined ? {} : { cursor: pageParam }) };
    return answerOf(api.GET('/api/v1/dead-letters', { params: { query }, signal }));
  },
  initialPageParam: undefined,
  getNextPageParam: (page) => page.nextCursor,
});

/** The same by reason. */
export const deadLetterGroupsQuery = (filter: DeadLetterFilter): Pages<DeadLetterGroup> => ({
  queryKey: ['dead-letters', 'groups', filter],
  queryFn: ({ signal, pageParam }) => {
    const query = { ...toQuery(filter), limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) };
    return answerOf(api.GET('/api/v1/dead-letters/groups', { params: { query }, signal }));
  },
  initialPageParam: undefined,
  getNextPageParam: (page) => page.nextCursor,
});

export const deadLetterQuery = (
  id: string,
  payloads: 'small' | 'full' = 'small',
): UseQueryOptions<DeadLetterDetail> => ({
  queryKey: ['dead-letters', 'one', id, payloads],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/dead-letters/{id}', { params: { path: { id }, query: { payloads } }, signal })),
});

/** Where the same is as a file. */
export function deadLetterExportUrl(filter: DeadLetterFilter): string {
  const query = new URLSearchParams(toQuery(filter)).toString();
  return `/api/v1/dead-letters/export${query === '' ? '' : `?${query}`}`;
}

/** Tries it again; with `data`, that in place of what came. */
export function redriveDeadLetter(id: string, form: { readonly data?: unknown }): Promise<DeadLetterDetail> {
  return answerOf(api.POST('/api/v1/dead-letters/{id}/redrive', { params: { path: { id } }, body: form }));
}

export function discardDeadLetter(id: string, reason: string): Promise<DeadLetterDetail> {
  return answerOf(api.POST('/api/v1/dead-letters/{id}/discard', { params: { path: { id } }, body: { reason } }));
}
