import { keepPreviousData, queryOptions, type UseQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { RunCount, RunHistogram, RunPage, RunView, RunViewForm } from '../contract.ts';
import type { RunFilter } from './runs.ts';

type Narrowed = Pick<RunFilter, 'q' | 'workflow'>;
const given = ({ q = '', workflow }: Narrowed): { readonly q?: string; readonly workflow?: string } => ({
  ...(q === '' ? {} : { q }),
  ...(workflow === undefined ? {} : { workflow }),
});

export interface HistogramSpan {
  readonly from: string;
  readonly until: string;
  readonly buckets: number;
}

/** Runs by time and status. What was shown stays until the next is there: the chart must not jump. */
export const histogramQuery = (filter: Narrowed, span: HistogramSpan): UseQueryOptions<RunHistogram> => ({
  queryKey: ['runs', 'histogram', filter, span],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/runs/histogram', { params: { query: { ...given(filter), ...span } }, signal })),
  placeholderData: keepPreviousData,
  retry: false,
});

/** How many match, up to a bound that the API sets. */
export const countQuery = (filter: Narrowed): UseQueryOptions<RunCount> => ({
  queryKey: ['runs', 'count', filter],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/runs/count', { params: { query: given(filter) }, signal })),
  retry: false,
});

const MOST_FRESH = 100;
/** Matches that were accepted at a moment or later. Events of runs make it stale. */
export const freshQuery = (filter: Narrowed, from: string): UseQueryOptions<RunPage> => ({
  queryKey: ['runs', 'fresh', filter, from],
  queryFn: ({ signal }) => {
    const query = { ...given(filter), from, limit: MOST_FRESH };
    return answerOf(api.GET('/api/v1/runs', { params: { query }, signal }));
  },
  // Of the same filter only: matches of another are none of this one.
  placeholderData: (previous, of) =>
    JSON.stringify(of?.queryKey[2]) === JSON.stringify(filter) ? previous : undefined,
  retry: false,
});

export interface ExportedRuns {
  readonly file: Blob;
  readonly count: number;
  /** There are more than what is in it. */
  readonly isCut: boolean;
}

/** The matches as a file. */
export async function exportRuns(filter: Narrowed, format: 'jsonl' | 'csv'): Promise<ExportedRuns> {
  const query = { ...given(filter), format };
  const call = api.GET('/api/v1/runs/export', { params: { query }, parseAs: 'blob' });
  const [file, { response }] = await Promise.all([answerOf<Blob>(call), call]);
  const { headers } = response;
  return {
    file,
    count: Number(headers.get('millrace-exported') ?? 0),
    isCut: headers.get('millrace-complete') !== 'true',
  };
}

/** The views of the workspace. */
export const runViewsQuery = queryOptions({
  queryKey: ['run-views'],
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/run-views', { signal }))).items,
});

export function makeRunView(view: RunViewForm): Promise<RunView> {
  return answerOf(api.POST('/api/v1/run-views', { body: view }));
}

export function changeRunView(id: string, change: Partial<RunViewForm>): Promise<RunView> {
  return answerOf(api.PATCH('/api/v1/run-views/{id}', { params: { path: { id } }, body: change }));
}

export function removeRunView(id: string): Promise<unknown> {
  return answerOf(api.DELETE('/api/v1/run-views/{id}', { params: { path: { id } } }));
}
