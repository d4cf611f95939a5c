import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { MetricCard } from '../../../../components/metric-chart/metric-card.tsx';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { useThreshold } from '../../../../hooks/use-threshold.ts';
import type { Baseline, MetricName } from '../../../../lib/contract.ts';
import { metricQuery, type MetricScope, type Range } from '../../../../lib/queries/metrics.ts';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { useWorkspace } from '../../../../lib/workspace.ts';
import { runsOfFigure } from '../../model/runs-of-figure.ts';
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

/** One figure of a scope over time; it leads to its runs. */
export function ChartTile({ metric, scope, range, title, baseline, note }: Props): ReactElement {
  const { t } = useTranslation('metrics');
  const workspace = useWorkspace();
  const { data, error, refetch } = useQuery(metricQuery(metric, range, scope));
  const threshold = useThreshold(metric, scope);
  const { workflow } = scope;
  if (isOfNothing(error)) return <GoneTile title={title ?? t(`metric.${metric}`)} workflow={workflow ?? ''} />;
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  const runs = runsOfFigure(metric, scope, range);
  return (
    <MetricCard
      {...{ metric, title, range, threshold, answer: data, note }}
      baseline={baseline && { name: baseline.name, value: baseline.figures[metric] }}
      link={({ label, icon, className }) => (
        <Link to="/w/$workspace/runs" params={{ workspace }} search={runs} aria-label={label} className={className}>
          {icon}
        </Link>
      )}
    />
  );
}
