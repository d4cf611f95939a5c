import { mergeHistograms, percentileOf, type Histogram } from './histogram.ts';
import type { MetricName, MetricPoint } from './metric.ts';

/** Runs that ended, calls of connectors, samples of what stands in the queue. */
export type FigureKind = 'run' | 'call' | 'queue';

/** What is kept of one span of time. Two of the same kind added together are those of both spans. */
export interface Figures {
  /** Runs that ended, calls, or samples. */
  readonly total: number;
  /** Without runs that were cancelled. */
  readonly succeeded: number;
  readonly failed: number;
  /** Of calls: those that failed because there were too many. */
  readonly limited: number;
  /** Of what succeeded or failed, from start to end. */
  readonly durations: Histogram;
  /** Of runs, from acceptance to start. */
  readonly waits: Histogram;
  /** Of the queue: over all samples. */
  readonly depthSum: number;
  /** Of the queue: of the oldest run that anybody saw in it. */
  readonly oldestMs: number;
}

export const NO_FIGURES: Figures = {
  ...{ total: 0, succeeded: 0, failed: 0, limited: 0, depthSum: 0, oldestMs: 0 },
  ...{ durations: new Map(), waits: new Map() },
};

export function addFigures(all: readonly Figures[]): Figures {
  const sum = (read: (one: Figures) => number): number => all.reduce((total, one) => total + read(one), 0);
  return {
    total: sum(({ total }) => total),
    succeeded: sum(({ succeeded }) => succeeded),
    failed: sum(({ failed }) => failed),
    limited: sum(({ limited }) => limited),
    durations: mergeHistograms(all.map(({ durations }) => durations)),
    waits: mergeHistograms(all.map(({ waits }) => waits)),
    depthSum: sum(({ depthSum }) => depthSum),
    oldestMs: Math.max(0, ...all.map(({ oldestMs }) => oldestMs)),
  };
}

interface MetricRule {
  readonly kind: FigureKind;
  /** Shown as 0 where somebody was there to measure and nothing was found. */
  readonly isCount?: true;
  /** What it is a percentile of. */
  readonly of?: 'durations' | 'waits';
  readonly read: (figures: Figures, samples: number) => number | undefined;
}

const errorRate = ({ succeeded, failed }: Figures): number | undefined =>
  succeeded + failed === 0 ? undefined : failed / (succeeded + failed);

const RULES = {
  runs: { kind: 'run', isCount: true, read: ({ total }) => total },
  succeeded: { kind: 'run', isCount: true, read: ({ succeeded }) => succeeded },
  failed: { kind: 'run', isCount: true, read: ({ failed }) => failed },
  error_rate: { kind: 'run', read: errorRate },
  duration_p50: { kind: 'run', of: 'durations', read: ({ durations }) => percentileOf(durations, 0.5) },
  duration_p95: { kind: 'run', of: 'durations', read: ({ durations }) => percentileOf(durations, 0.95) },
  duration_p99: { kind: 'run', of: 'durations', read: ({ durations }) => percentileOf(durations, 0.99) },
  queue_wait_p95: { kind: 'run', of: 'waits', read: ({ waits }) => percentileOf(waits, 0.95) },
  // Where nothing stands in the queue no row is kept: the mean is over all samples that were taken.
  queue_depth: { kind: 'queue', isCount: true, read: ({ depthSum }, samples) => depthSum / samples },
  queue_age: { kind: 'queue', isCount: true, read: ({ oldestMs }) => oldestMs },
  connector_calls: { kind: 'call', isCount: true, read: ({ total }) => total },
  connector_error_rate: { kind: 'call', read: errorRate },
  connector_p95: { kind: 'call', of: 'durations', read: ({ durations }) => percentileOf(durations, 0.95) },
} as const satisfies Record<MetricName, MetricRule>;

export function kindOf(metric: MetricName): FigureKind {
  return RULES[metric].kind;
}

/** Which histograms a metric is read from. */
export function histogramsOf(metric: MetricName): { readonly durations?: boolean; readonly waits?: boolean } {
  const { of }: MetricRule = RULES[metric];
  return of === undefined ? {} : { [of]: true };
}

interface Measured {
  readonly atMs: number;
  readonly figures: Figures;
  /** How often somebody looked in that time. 0: a gap, unless runs or calls are known of all the same. */
  readonly samples: number;
}

export function pointOf(metric: MetricName, { atMs, figures, samples }: Measured): MetricPoint {
  const rule: MetricRule = RULES[metric];
  const count = rule.kind === 'queue' ? samples : figures.total;
  if (count === 0 && samples === 0) return { atMs, count };
  const value = rule.read(figures, samples);
  return value === undefined ? { atMs, count } : { atMs, value, count };
}
