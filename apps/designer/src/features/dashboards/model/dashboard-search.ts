import type { BaselineForm, MetricName } from '../../../lib/contract.ts';
import type { MetricScope, Range } from '../../../lib/queries/metrics.ts';

export const DASHBOARD_RANGES = ['1h', '24h', '7d', '30d', '90d'] as const satisfies readonly Range[];

/** What the charts are about, as the address holds it. */
export interface DashboardSearch extends MetricScope {
  /** Absent: 24 hours. */
  readonly range?: Exclude<Range, '24h'>;
  /** The baseline that figures are compared with. */
  readonly baseline?: string;
}

const textOf = (value: unknown): string | undefined => {
  const text = typeof value === 'number' ? `${value}` : value;
  return typeof text === 'string' && text !== '' ? text.slice(0, 64) : undefined;
};

/** Reads the choices from an address; what is not understood, or usual, is left out. A version is one of a workflow. */
export function readDashboardSearch(search: Readonly<Record<string, unknown>>): DashboardSearch {
  const range = DASHBOARD_RANGES.find((known) => known === search.range);
  const workflow = textOf(search.workflow);
  const version = Number(search.version);
  const hasVersion = workflow !== undefined && Number.isInteger(version) && version > 0;
  const texts = { workflow, connector: textOf(search.connector), connection: textOf(search.connection) };
  const baseline = textOf(search.baseline);
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
    ...(hasVersion ? { version } : {}),
    ...(range === undefined || range === '24h' ? {} : { range }),
    ...(baseline === undefined ? {} : { baseline }),
  };
}

export const RUN_METRICS = [
  'runs',
  'error_rate',
  'duration_p95',
  'succeeded',
  'failed',
  'duration_p50',
  'duration_p99',
  'queue_wait_p95',
] as const satisfies readonly MetricName[];
export const QUEUE_METRICS = ['queue_depth', 'queue_age'] as const satisfies readonly MetricName[];
export const CALL_METRICS = [
  'connector_calls',
  'connector_error_rate',
  'connector_p95',
] as const satisfies readonly MetricName[];

/** What of the choices a metric is kept for: runs are not of a connector, queues and calls not of a version. */
export function scopeOf(metric: MetricName, { workflow, version, connector, connection }: MetricScope): MetricScope {
  const whose = workflow === undefined ? {} : { workflow };
  if (metric.startsWith('connector_')) {
    return {
      ...whose,
      ...(connector === undefined ? {} : { connector }),
      ...(connection === undefined ? {} : { connection }),
    };
  }
  const isOfQueue = metric === 'queue_depth' || metric === 'queue_age';
  return version === undefined || isOfQueue ? whose : { ...whose, version };
}

/** Of the choices, what a baseline is recorded for: all that is measured of it. */
export function toBaseline(
  search: MetricScope,
  { name, from, until }: Pick<BaselineForm, 'name' | 'from' | 'until'>,
): BaselineForm {
  const { workflow, version, connector, connection } = search;
  return {
    ...{ name, from, until },
    ...(workflow === undefined ? {} : { workflow }),
    ...(version === undefined ? {} : { version }),
    ...(connector === undefined ? {} : { connector }),
    ...(connection === undefined ? {} : { connection }),
  };
}
