import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { FAILED_RUNS } from '../../components/metric-chart/failed-runs.ts';
import { MetricCard } from '../../components/metric-chart/metric-card.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useThreshold } from '../../hooks/use-threshold.ts';
import { metricQuery } from '../../lib/queries/metrics.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import type { HomeRange } from './model/home-search.ts';
import styles from './home.module.css';

const TILES = [
  { metric: 'runs', runs: {} },
  { metric: 'error_rate', runs: FAILED_RUNS },
  { metric: 'duration_p95', runs: { status: 'succeeded' } },
] as const;

/** How much runs, how often it fails, and how long it takes. */
export function Tiles({ range }: { readonly range: HomeRange }): ReactElement {
  const { t } = useTranslation('metrics');
  return (
    <section aria-labelledby="tiles-title" className={styles.day}>
      <h2 id="tiles-title">{t(`range.last.${range}`)}</h2>
      <div className={styles.tiles}>
        {TILES.map((tile) => (
          <Tile key={tile.metric} {...tile} range={range} />
        ))}
      </div>
    </section>
  );
}

function Tile({ metric, runs, range }: (typeof TILES)[number] & { readonly range: HomeRange }): ReactElement {
  const workspace = useWorkspace();
  const { data, error, refetch } = useQuery(metricQuery(metric, range));
  const threshold = useThreshold(metric);
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  const search = { since: range, ...runs };
  return (
    <MetricCard
      metric={metric}
      range={range}
      answer={data}
      threshold={threshold}
      link={({ label, icon, className }) => (
        <Link to="/w/$workspace/runs" params={{ workspace }} search={search} aria-label={label} className={className}>
          {icon}
        </Link>
      )}
    />
  );
}
