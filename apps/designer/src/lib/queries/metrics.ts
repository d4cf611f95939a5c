import type { UseQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type {
  Baseline,
  BaselineForm,
  IntegrationHealth,
  IntegrationTimes,
  MetricAnswer,
  MetricBreakdown,
  MetricName,
} from '../contract.ts';

const HOUR_MS = 3_600_000;
/** How far back figures reach. */
const RANGES = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
  '30d': 720 * HOUR_MS,
  '90d': 2160 * HOUR_MS,
} as const;
export type Range = keyof typeof RANGES;

/** What figures are about. */
export interface MetricScope {
  readonly workflow?: string;
  readonly version?: number;
  readonly connector?: string;
  readonly connection?: string;
}
/** Charts go on by themselves while somebody looks at them. */
const REFRESH_MS = 15_000;

/** The range is that of the moment in which it is asked for. */
export const fromOf = (range: Range): string => new Date(Date.now() - RANGES[range]).toISOString();

export const metricQuery = (
  metric: MetricName,
  range: Range,
  scope: MetricScope = {},
): UseQueryOptions<MetricAnswer> => ({
  queryKey: ['metrics', 'query', metric, range, scope],
  queryFn: ({ signal }) => {
    const query = { metric, ...scope, from: fromOf(range), compare: 'previous' as const };
    return answerOf(api.GET('/api/v1/metrics/query', { params: { query }, signal }));
  },
  refetchInterval: REFRESH_MS,
});

/** The same over a span that is over, or almost. */
export const metricSpanQuery = (
  metric: MetricName,
  span: { readonly from: string; readonly until: string },
  scope: MetricScope = {},
): UseQueryOptions<MetricAnswer> => ({
  queryKey: ['metrics', 'span', metric, span, scope],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/metrics/query', { params: { query: { metric, ...scope, ...span } }, signal })),
  refetchInterval: REFRESH_MS,
});

export const breakdownQuery = (
  by: 'workflow' | 'version' | 'connector' | 'connection',
  range: Range,
  workflow?: string,
): UseQueryOptions<MetricBreakdown> => ({
  queryKey: ['metrics', 'breakdown', by, range, workflow ?? null],
  queryFn: ({ signal }) => {
    const query = { by, from: fromOf(range), ...(workflow === undefined ? {} : { workflow }) };
    return answerOf(api.GET('/api/v1/metrics/breakdown', { params: { query }, signal }));
  },
  refetchInterval: REFRESH_MS,
});

export const integrationTimesQuery: UseQueryOptions<IntegrationTimes> = {
  queryKey: ['metrics', 'integration-times'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/metrics/integration-times', { signal })),
};

export const integrationHealthQuery: UseQueryOptions<IntegrationHealth> = {
  queryKey: ['metrics', 'health'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/health/integrations', { signal })),
  refetchInterval: 60_000,
};

export const baselinesQuery: UseQueryOptions<readonly Baseline[]> = {
  queryKey: ['metrics', 'baselines'],
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/metrics/baselines', { signal }))).items,
};

export function recordBaseline(body: BaselineForm): Promise<Baseline> {
  return answerOf(api.POST('/api/v1/metrics/baselines', { body }));
}

export async function deleteBaseline(id: string): Promise<void> {
  await answerOf(api.DELETE('/api/v1/metrics/baselines/{id}', { params: { path: { id } } }));
}
