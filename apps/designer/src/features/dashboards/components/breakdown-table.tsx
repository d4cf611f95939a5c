import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { formatRate } from '../../../components/metric-chart/metric-value.ts';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import table from '../../../components/table.module.css';
import { Skeleton } from '../../../components/skeleton.tsx';
import type { BreakdownItem, MetricBreakdown } from '../../../lib/contract.ts';
import { formatCount, formatDuration } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../dashboards.module.css';

interface Props {
  readonly title: string;
  readonly of: 'workflow' | 'version' | 'connector';
  readonly figures: Pick<UseQueryResult<MetricBreakdown>, 'data' | 'error' | 'refetch'>;
  /** Which of them are listed, and in which order; absent: all. */
  readonly choose?: (items: readonly BreakdownItem[]) => readonly BreakdownItem[];
  readonly empty: string;
  /** The workflow whose versions these are. */
  readonly workflow?: string | undefined;
  readonly since: '1h' | '24h' | '7d';
}

const BAD_RATE = 0.05;

/** Figures side by side; a name leads to the runs. */
export function BreakdownTable(props: Props): ReactElement {
  const { title, of, figures, choose = (all) => all, empty, workflow, since } = props;
  const { data, error, refetch } = figures;
  const items = data && choose(data.items);
  const { t } = useTranslation('metrics');
  const isOfCalls = of === 'connector';
  return (
    <section className={styles.frame} aria-label={title}>
      <h3>{title}</h3>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {items === undefined && error === null && <Skeleton rows={3} />}
      {items?.length === 0 && <p className={styles.soft}>{empty}</p>}
      {items !== undefined && items.length > 0 && (
        <table className={table.table} aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{t(`dashboards.column.${of}`)}</th>
              <NumberHead>{t(isOfCalls ? 'dashboards.column.calls' : 'dashboards.column.runs')}</NumberHead>
              <NumberHead>{t('dashboards.column.failed')}</NumberHead>
              <NumberHead>{t('dashboards.column.errors')}</NumberHead>
              <NumberHead>{t('dashboards.column.p95')}</NumberHead>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={`${item.workflow ?? ''} ${item.version ?? ''} ${item.connector ?? ''}`}>
                <td>
                  <Name item={item} workflow={item.workflow ?? workflow} since={since} />
                </td>
                <td className={table.number}>{formatCount(item.total)}</td>
                <td className={table.number}>{formatCount(item.failed)}</td>
                <td className={table.number}>
                  <span className={styles.rate} data-bad={item.errorRate !== null && item.errorRate >= BAD_RATE}>
                    {item.errorRate === null ? t('none') : formatRate(item.errorRate)}
                  </span>
                </td>
                <td className={table.number}>{item.p95 === null ? t('none') : formatDuration(item.p95)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const NumberHead = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <th scope="col" className={table.number}>
    {children}
  </th>
);

function Name({
  item: { version, connector },
  workflow,
  since,
}: { readonly item: BreakdownItem } & Pick<Props, 'workflow' | 'since'>): ReactElement {
  const workspace = useWorkspace();
  if (connector !== undefined)
    return (
      <Link
        className={`${table.link ?? ''} ${table.strong ?? ''}`}
        to="/w/$workspace/connectors/$connector"
        params={{ workspace, connector }}
      >
        {connector}
      </Link>
    );
  return (
    <Link
      className={`${table.link ?? ''} ${table.strong ?? ''}`}
      to="/w/$workspace/runs"
      params={{ workspace }}
      search={{
        since,
        ...(workflow === undefined ? {} : { workflow }),
        ...(version === undefined ? {} : { q: `version:${version}` }),
      }}
    >
      {version === undefined ? workflow : `v${version}`}
    </Link>
  );
}
