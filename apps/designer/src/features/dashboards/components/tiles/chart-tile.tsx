import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { FAILED_RUNS } from '../../../../components/metric-chart/failed-runs.ts';
import { MetricCard } from '../../../../components/metric-chart/metric-card.tsx';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { useThreshold } from '../../../../hooks/use-threshold.ts';
import type { Baseline, MetricName, RunStatus } from '../../../../lib/contract.ts';
import { metricQuery, type MetricScope, type Range } from '../../../../lib/queries/metrics.ts';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { useWorkspace } from '../../../../lib/workspace.ts';
import { sinceOf } from '../../model/since.ts';
import { GoneTile, isOfNothing } from './gone-tile.tsx';

interface Props {
  readonly metric: MetricName;
  readonly scope: MetricScope;
  readonly range: Range;
  /** Default: the name of the metric. */
  readonly title?: string;
  readonly baseline?: Baseline | undefined;
  readonly note?: string | undefined;
}

const QUEUED_RUNS = { status: 'queued' } as const;
/** The runs that a figure is of. */
const RUNS: Partial<Record<MetricName, { readonly status: RunStatus } | { readonly q: string }>> = {
  succeeded: { status: 'succeeded' },
  failed: FAILED_RUNS,
  error_rate: FAILED_RUNS,
  queue_depth: QUEUED_RUNS,
  queue_age: QUEUED_RUNS,
};

/** One figure of a scope over time; it leads to its runs. */
export function ChartTile({ metric, scope, range, title, baseline, note }: Props): ReactElement {
  const { t } = useTranslation('metrics');
  const workspace = useWorkspace();
  const { data, error, refetch } = useQuery(metricQuery(metric, range, scope));
  const threshold = useThreshold(metric, scope);
  const { workflow } = scope;
  if (isOfNothing(error)) return <GoneTile title={title ?? t(`metric.${metric}`)} workflow={workflow ?? ''} />;
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  const runs = RUNS[metric];
  const filter = {
    ...(runs === QUEUED_RUNS ? {} : { since: sinceOf(range) }),
    ...(workflow === undefined ? {} : { workflow }),
    ...runs,
  };
  return (
    <MetricCard
      {...{ metric, title, range, threshold, answer: data, note }}
      baseline={baseline && { name: baseline.name, value: baseline.figures[metric] }}
      link={({ label, icon, className }) => (
        <Link to="/w/$workspace/runs" params={{ workspace }} search={filter} aria-label={label} className={className}>
          {icon}
        </Link>
      )}
    />
  );
}
