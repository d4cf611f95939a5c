import type { RunSelection } from '@millrace/run-query';
import {
  DEFAULT_SEARCH_MS,
  MAX_HISTOGRAM_BUCKETS,
  MAX_SEARCH_MS,
  type RunHistogram,
  type RunScan,
  type RunSearchFilter,
} from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, toIsoTime } from '../http/page.ts';
import { listRunsQuery, runDto, runStatus, toRunFilter, type ListRunsQuery } from './runs.dto.ts';

const searchMs = z.coerce
  .number()
  .int()
  .min(0)
  .max(MAX_SEARCH_MS)
  .default(DEFAULT_SEARCH_MS)
  .meta({ description: 'How long a search that looks at runs one by one may take before it says how far it came.' });

export const searchRunsQuery = listRunsQuery.extend({ searchMs });
export type SearchRunsQuery = z.infer<typeof searchRunsQuery>;

const runScan = named(
  'RunScan',
  z.object({
    scanned: z.int().meta({ description: 'Runs that were looked at for this page.' }),
    reachedAt: z.string().optional().meta({ description: 'All runs that were accepted later have been looked at.' }),
    isComplete: z.boolean().meta({ description: 'False: `nextCursor` goes on, also when the page is not full.' }),
  }),
);
export const runPage = named(
  'RunPage',
  pageOf(runDto).extend({
    scan: runScan.optional().meta({ description: 'Only of a query that no index answers.' }),
  }),
);
export type RunPage = z.infer<typeof runPage>;

const { cursor: _cursor, limit: _limit, ...narrowing } = listRunsQuery.shape;
export const countRunsQuery = z.strictObject({ ...narrowing, searchMs });
export type CountRunsQuery = z.infer<typeof countRunsQuery>;
/** More are not counted. */
export const MAX_COUNTED = 1000;
export const runCount = named(
  'RunCount',
  z.object({
    count: z.int().meta({ description: `At most ${MAX_COUNTED}.` }),
    isMore: z.boolean().meta({ description: 'There are more, or the time was over before all was looked at.' }),
  }),
);
export type RunCount = z.infer<typeof runCount>;

const DEFAULT_BUCKETS = 60;
export const runHistogramQuery = z.strictObject({
  ...narrowing,
  from: narrowing.from.meta({ description: 'Begin of the first bucket. Default: that of the query, or 24 hours ago.' }),
  until: narrowing.until.meta({ description: 'End of the last bucket. Default: that of the query, or now.' }),
  buckets: z.coerce.number().int().min(1).max(MAX_HISTOGRAM_BUCKETS).default(DEFAULT_BUCKETS),
});
export type RunHistogramQuery = z.infer<typeof runHistogramQuery>;
const statusCounts = z.partialRecord(runStatus, z.int());
export const runHistogramDto = named(
  'RunHistogram',
  z.object({
    from: z.string(),
    until: z.string(),
    buckets: z.array(z.object({ from: z.string(), counts: statusCounts })),
    total: statusCounts,
    countedShare: z
      .number()
      .meta({ description: 'The part of the time that was counted. Below 1 the counts are estimated from it.' }),
    leftOut: z
      .array(z.string())
      .meta({ description: 'Conditions on the data of runs: counts are of all runs that fulfil the others.' }),
  }),
);
export type RunHistogramDto = z.infer<typeof runHistogramDto>;

/** More are not exported at once. */
export const MAX_EXPORTED = 10_000;
export const exportRunsQuery = z.strictObject({
  ...narrowing,
  format: z.enum(['jsonl', 'csv']).default('jsonl').meta({ description: 'A run in a line, as JSON or as CSV.' }),
});
export type ExportRunsQuery = z.infer<typeof exportRunsQuery>;

/** What a list is narrowed by: parameters and query together. */
export function toSearchFilter(
  workspaceId: string,
  query: Omit<ListRunsQuery, 'limit'>,
  { acceptedFromMs = 0, acceptedUntilMs = Infinity, tests, conditions, payload }: RunSelection,
): RunSearchFilter & { readonly cursor?: string } {
  const { limit: _, ...filter } = toRunFilter(workspaceId, { ...query, limit: 1 });
  const fromMs = Math.max(acceptedFromMs, filter.acceptedFromMs ?? 0);
  const untilMs = Math.min(acceptedUntilMs, filter.acceptedUntilMs ?? Infinity);
  return {
    ...filter,
    ...(filter.tests === undefined && tests !== undefined ? { tests } : {}),
    ...(fromMs > 0 ? { acceptedFromMs: fromMs } : {}),
    ...(untilMs < Infinity ? { acceptedUntilMs: untilMs } : {}),
    conditions,
    payload,
  };
}

export function toScanDto({ scanned, reachedAtMs, isComplete }: RunScan): z.infer<typeof runScan> {
  return { scanned, isComplete, ...(reachedAtMs === 0 ? {} : { reachedAt: toIsoTime(reachedAtMs) }) };
}

interface HistogramSpan {
  readonly acceptedFromMs: number;
  readonly acceptedUntilMs: number;
}

export function toHistogramDto(
  { buckets, countedShare }: RunHistogram,
  { acceptedFromMs, acceptedUntilMs }: HistogramSpan,
  leftOut: readonly string[],
): RunHistogramDto {
  const lengthMs = (acceptedUntilMs - acceptedFromMs) / buckets.length;
  const total: RunHistogramDto['total'] = {};
  for (const [status, runs] of buckets.flatMap((bucket) => Object.entries(bucket))) {
    const known = status as keyof typeof total;
    total[known] = (total[known] ?? 0) + runs;
  }
  return {
    from: toIsoTime(acceptedFromMs),
    until: toIsoTime(acceptedUntilMs),
    buckets: buckets.map((counts, index) => ({ from: toIsoTime(acceptedFromMs + index * lengthMs), counts })),
    total,
    countedShare,
    leftOut: [...leftOut],
  };
}
