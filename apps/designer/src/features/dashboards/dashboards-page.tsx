import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { HealthList } from '../../components/integration-health/health-list.tsx';
import { MetricCard } from '../../components/metric-chart/metric-card.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { RangePicker } from '../../components/range-picker.tsx';
import { useThreshold } from '../../hooks/use-threshold.ts';
import type { Baseline, BreakdownItem, MetricName } from '../../lib/contract.ts';
import {
  baselinesQuery,
  breakdownQuery,
  integrationHealthQuery,
  metricQuery,
  type Range,
} from '../../lib/queries/metrics.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { BaselineBar } from './components/baseline-bar.tsx';
import { BreakdownTable } from './components/breakdown-table.tsx';
import { ScopeFilters } from './components/scope-filters.tsx';
import {
  CALL_METRICS,
  DASHBOARD_RANGES,
  QUEUE_METRICS,
  readDashboardSearch,
  RUN_METRICS,
  scopeOf,
  type DashboardSearch,
} from './model/dashboard-search.ts';
import { runsOfFigure, sinceOf } from './model/runs-of-figure.ts';
import styles from './dashboards.module.css';

const route = getRouteApi('/w/$workspace/dashboards');
const LISTED = 5;

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
  const health = useQuery(integrationHealthQuery);
  const shared = { search, range, baseline };
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('dashboards.title')}
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
      <section className={styles.frame} aria-labelledby="health-title">
        <h2 id="health-title">{t('health.title')}</h2>
        <HealthList health={health} most={100} />
      </section>
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

function Charts({ title, metrics, ...shared }: ChartsProps): ReactElement {
  return (
    <section aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      <div className={styles.charts}>
        {metrics.map((metric) => (
          <Chart key={metric} metric={metric} {...shared} />
        ))}
      </div>
    </section>
  );
}

function Chart({
  metric,
  search,
  range,
  baseline,
}: Omit<ChartsProps, 'title' | 'metrics'> & { readonly metric: MetricName }): ReactElement {
  const { t } = useTranslation('metrics');
  const workspace = useWorkspace();
  const scope = scopeOf(metric, search);
  const { data, error, refetch } = useQuery(metricQuery(metric, range, scope));
  const threshold = useThreshold(metric, scope);
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  const runs = runsOfFigure(metric, scope, range);
  return (
    <MetricCard
      {...{ metric, range, threshold, answer: data }}
      baseline={baseline && { name: baseline.name, value: baseline.figures[metric] }}
      note={search.version !== undefined && scope.version === undefined ? t('dashboards.ofWhole') : undefined}
      link={({ label, icon, className }) => (
        <Link to="/w/$workspace/runs" params={{ workspace }} search={runs} aria-label={label} className={className}>
          {icon}
        </Link>
      )}
    />
  );
}

function Breakdowns({ search, range }: Pick<ChartsProps, 'search' | 'range'>): ReactElement {
  const { t } = useTranslation('metrics');
  const { workflow } = search;
  const since = sinceOf(range);
  const workflows = useQuery(breakdownQuery('workflow', range));
  const versions = useQuery({ ...breakdownQuery('version', range, workflow), enabled: workflow !== undefined });
  const connectors = useQuery(breakdownQuery('connector', range, workflow));
  const empty = t('dashboards.empty');
  const byTime = (a: BreakdownItem, b: BreakdownItem): number => (b.p95 ?? 0) - (a.p95 ?? 0);
  return (
    <div className={styles.tables}>
      {workflow === undefined ? (
        <>
          <BreakdownTable
            {...{ of: 'workflow', empty, since, figures: workflows, title: t('dashboards.failing') }}
            choose={(items) => items.filter(({ failed }) => failed > 0).slice(0, LISTED)}
          />
          <BreakdownTable
            {...{ of: 'workflow', empty, since, figures: workflows, title: t('dashboards.slowest') }}
            choose={(items) =>
              items
                .filter(({ p95 }) => p95 !== null)
                .toSorted(byTime)
                .slice(0, LISTED)
            }
          />
        </>
      ) : (
        <BreakdownTable
          {...{ of: 'version', empty, since, workflow, figures: versions, title: t('dashboards.byVersion') }}
        />
      )}
      <BreakdownTable
        {...{ of: 'connector', since, figures: connectors, title: t('dashboards.byConnector') }}
        empty={t('dashboards.noCalls')}
      />
    </div>
  );
}
