import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { MetricCard } from '../../components/metric-chart/metric-card.tsx';
import { useThreshold } from '../../hooks/use-threshold.ts';
import type { RunStatus } from '../../lib/contract.ts';
import { metricQuery } from '../../lib/queries/metrics.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import type { HomeRange } from './model/home-search.ts';
import styles from './home.module.css';

const TILES: readonly { readonly metric: 'runs' | 'error_rate' | 'duration_p95'; readonly status?: RunStatus }[] = [
  { metric: 'runs' },
  { metric: 'error_rate', status: 'failed' },
  { metric: 'duration_p95', status: 'succeeded' },
];

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

function Tile({ metric, status, range }: (typeof TILES)[number] & { readonly range: HomeRange }): ReactElement {
  const workspace = useWorkspace();
  const { data } = useQuery(metricQuery(metric, range));
  const search = { since: range, ...(status === undefined ? {} : { status }) };
  return (
    <MetricCard
      metric={metric}
      range={range}
      answer={data}
      threshold={useThreshold(metric)}
      link={({ label, icon, className }) => (
        <Link to="/w/$workspace/runs" params={{ workspace }} search={search} aria-label={label} className={className}>
          {icon}
        </Link>
      )}
    />
  );
}
