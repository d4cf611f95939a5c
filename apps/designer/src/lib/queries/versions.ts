import { infiniteQueryOptions, type UseQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { ListedVersion, Page, PublishImpact, Run } from '../contract.ts';

const PAGE_LIMIT = 30;
/** A menu shows the newest few; the page has them all. */
const NEWEST_LIMIT = 8;

function listVersions(
  name: string,
  {
    cursor,
    limit,
    signal,
  }: { readonly cursor?: string | undefined; readonly limit: number; readonly signal: AbortSignal },
): Promise<Page<ListedVersion>> {
  const query = { stats: 'true' as const, limit, ...(cursor === undefined ? {} : { cursor }) };
  return answerOf(api.GET('/api/v1/workflows/{name}/versions', { params: { path: { name }, query }, signal }));
}

/** All versions of a workflow, newest first, page by page, and how the runs of each went. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the library's type says which parts are there
export const versionPagesQuery = (name: string) =>
  infiniteQueryOptions({
    queryKey: ['workflows', 'versions', name, 'pages'],
    queryFn: ({ signal, pageParam }) => listVersions(name, { cursor: pageParam, limit: PAGE_LIMIT, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });

/** The newest versions, and how the runs of each went. */
export const newestVersionsQuery = (name: string): UseQueryOptions<Page<ListedVersion>> => ({
  queryKey: ['workflows', 'versions', name, 'newest'],
  queryFn: ({ signal }) => listVersions(name, { limit: NEWEST_LIMIT, signal }),
});

/** What making a version live would mean for others; without a number, the draft as the server has it. */
export const impactQuery = (name: string, version?: number): UseQueryOptions<PublishImpact> => ({
  queryKey: ['workflows', 'versions', name, 'impact', version ?? 'draft'],
  queryFn: ({ signal }) => {
    const query = version === undefined ? {} : { version };
    return answerOf(api.GET('/api/v1/workflows/{name}/impact', { params: { path: { name }, query }, signal }));
  },
  // A draft changes with every edit, and what is live may too.
  gcTime: 0,
});

/** Runs of a workflow that have not ended; the count is exact up to 100. */
export const unfinishedRunsQuery = (name: string): UseQueryOptions<Page<Run>> => ({
  queryKey: ['runs', 'unfinished', name],
  queryFn: ({ signal }) => {
    const query = { workflow: name, status: 'queued,running,waiting,compensating', limit: 100 };
    return answerOf(api.GET('/api/v1/runs', { params: { query }, signal }));
  },
});
