import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { RangePicker } from '../../components/range-picker.tsx';
import type { Baseline, MetricName } from '../../lib/contract.ts';
import { baselinesQuery, type Range } from '../../lib/queries/metrics.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { BaselineBar } from './components/baseline-bar.tsx';
import { BoardSwitcher } from './components/board-switcher.tsx';
import { ScopeFilters } from './components/scope-filters.tsx';
import { ChartTile } from './components/tiles/chart-tile.tsx';
import { HealthTile } from './components/tiles/health-tile.tsx';
import { ListTile } from './components/tiles/list-tile.tsx';
import { readBoardSearch } from './model/board-search.ts';
import {
  CALL_METRICS,
  DASHBOARD_RANGES,
  QUEUE_METRICS,
  readDashboardSearch,
  RUN_METRICS,
  scopeOf,
  type DashboardSearch,
} from './model/dashboard-search.ts';
import styles from './dashboards.module.css';

const route = getRouteApi('/w/$workspace/dashboards');

/** Every figure that is kept, of what is chosen in the address. */
export function DashboardsPage(): ReactElement {
  const { t } = useTranslation('metrics');
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace/dashboards' });
  const range: Range = search.range ?? '24h';
  const onSearch = (next: Readonly<Record<string, unknown>>): void =>
    void navigate({ search: readDashboardSearch(next), replace: true });
  const baselines = useQuery(baselinesQuery);
  const baseline = baselines.data?.find(({ id }) => id === search.baseline);
  const shared = { search, range, baseline };
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('dashboards.title')}
        aside={<BoardSwitcher search={readBoardSearch({ range })} />}
        actions={
          <RangePicker
            ranges={DASHBOARD_RANGES}
            value={range}
            onChange={(chosen) => onSearch({ ...search, range: chosen })}
          />
        }
      />
      <div className={styles.bar}>
        <ScopeFilters search={search} range={range} onSearch={(next) => onSearch({ ...next })} />
        <BaselineBar
          {...{ search, range }}
          chosen={baseline}
          onChoose={(id) => onSearch({ ...search, baseline: id })}
        />
      </div>
      <Charts title={t('dashboards.runs')} metrics={RUN_METRICS} {...shared} />
      <Charts title={t('dashboards.queue')} metrics={QUEUE_METRICS} {...shared} />
      <Charts title={t('dashboards.calls')} metrics={CALL_METRICS} {...shared} />
      <Breakdowns search={search} range={range} />
      <HealthTile title={t('health.title')} heading="h2" />
    </div>
  );
}

interface ChartsProps {
  readonly title: string;
  readonly metrics: readonly MetricName[];
  readonly search: DashboardSearch;
  readonly range: Range;
  readonly baseline: Baseline | undefined;
}

function Charts({ title, metrics, search, range, baseline }: ChartsProps): ReactElement {
  const { t } = useTranslation('metrics');
  return (
    <section aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      <div className={styles.charts}>
        {metrics.map((metric) => {
          const scope = scopeOf(metric, search);
          const isOfWhole = search.version !== undefined && scope.version === undefined;
          return (
            <ChartTile
              key={metric}
              {...{ metric, scope, range, baseline }}
              note={isOfWhole ? t('dashboards.ofWhole') : undefined}
            />
          );
        })}
      </div>
    </section>
  );
}

function Breakdowns({ search, range }: Pick<ChartsProps, 'search' | 'range'>): ReactElement {
  const { workflow } = search;
  return (
    <div className={styles.tables}>
      {workflow === undefined ? (
        <>
          <ListTile kind="top_failing" range={range} />
          <ListTile kind="slowest" range={range} />
        </>
      ) : (
        <ListTile kind="by_version" {...{ range, workflow }} />
      )}
      <ListTile kind="by_connector" {...{ range, workflow }} />
    </div>
  );
}
