import { FAILED_RUNS } from '../../../components/metric-chart/failed-runs.ts';
import type { MetricName, RunStatus } from '../../../lib/contract.ts';
import type { MetricScope, Range } from '../../../lib/queries/metrics.ts';
import { sinceOf } from './since.ts';

type Runs = { readonly status: RunStatus } | { readonly q: string };
const QUEUED_RUNS = { status: 'queued' } as const;
const RUNS: Partial<Record<MetricName, Runs>> = {
  succeeded: { status: 'succeeded' },
  failed: FAILED_RUNS,
  error_rate: FAILED_RUNS,
  queue_depth: QUEUED_RUNS,
  queue_age: QUEUED_RUNS,
};

interface RunsOfFigure {
  readonly since?: '1h' | '24h' | '7d';
  readonly workflow?: string;
  readonly status?: RunStatus;
  readonly q?: string;
}

/** The runs that a figure is of, as a list of runs is asked for them. */
export function runsOfFigure(metric: MetricName, { workflow, version }: MetricScope, range: Range): RunsOfFigure {
  const runs = RUNS[metric];
  const terms = [
    ...(runs !== undefined && 'q' in runs ? [runs.q] : []),
    ...(version === undefined ? [] : [`version:${version}`]),
  ];
  return {
    ...(runs === QUEUED_RUNS ? {} : { since: sinceOf(range) }),
    ...(workflow === undefined ? {} : { workflow }),
    ...(runs !== undefined && 'status' in runs ? runs : {}),
    ...(terms.length === 0 ? {} : { q: terms.join(' ') }),
  };
}
