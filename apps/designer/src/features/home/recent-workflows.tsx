import { IconCircleDashed, IconSitemap } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { RunSpark } from '../../components/run-spark.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import table from '../../components/table.module.css';
import { Time } from '../../components/time.tsx';
import { useNow } from '../../hooks/use-now.ts';
import type { BreakdownItem, Workflow } from '../../lib/contract.ts';
import { formatDuration } from '../../lib/format.ts';
import { breakdownQuery } from '../../lib/queries/metrics.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { lastHours } from './model/last-hours.ts';
import styles from './home.module.css';

const SHOWN = 8;
/** Red from here on. */
const BAD_RATE = 0.05;

/** Workflows that did something lately, and how that went. */
export function RecentWorkflows({ workflows }: { readonly workflows: readonly Workflow[] | undefined }): ReactElement {
  const { t } = useTranslation('home');
  const words = useTranslation('metrics').t;
  const { data } = useQuery(breakdownQuery('workflow', '24h'));
  const nowMs = useNow(60_000);
  if (workflows === undefined) return <Skeleton rows={4} />;
  if (workflows.length === 0)
    return <EmptyState icon={<IconSitemap size={20} />} title={t('noWorkflows')} text={t('noWorkflowsText')} />;
  return (
    <table role="table" className={`${table.table ?? ''} ${table.stacked ?? ''}`} aria-label={t('recentWorkflows')}>
      <colgroup>
        <col />
        <col style={{ width: 72 }} />
        <col style={{ width: 96 }} />
        <col style={{ width: 120 }} />
        <col style={{ width: 72 }} />
        <col style={{ width: 88 }} />
      </colgroup>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col">{words('home.column.name')}</th>
          <th scope="col">{words('home.column.live')}</th>
          <th scope="col" className={table.number}>
            {words('home.column.lastRun')}
          </th>
          <th scope="col">{words('home.column.day')}</th>
          <th scope="col" className={table.number}>
            {words('home.column.errors')}
          </th>
          <th scope="col" className={table.number}>
            {words('home.column.p95')}
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {newest(workflows).map((workflow) => (
          <Row
            key={workflow.id}
            workflow={workflow}
            figures={data?.items.find((item) => item.workflow === workflow.name)}
            nowMs={nowMs}
          />
        ))}
      </tbody>
    </table>
  );
}

const newest = (workflows: readonly Workflow[]): readonly Workflow[] => {
  const moment = ({ lastRun, updatedAt }: Workflow): string => lastRun?.acceptedAt ?? updatedAt;
  return workflows.toSorted((a, b) => moment(b).localeCompare(moment(a))).slice(0, SHOWN);
};

interface RowProps {
  readonly workflow: Workflow;
  readonly figures: BreakdownItem | undefined;
  readonly nowMs: number;
}

function Row({ workflow, figures, nowMs }: RowProps): ReactElement {
  const { t } = useTranslation('metrics');
  const { liveVersion } = workflow;
  return (
    <tr role="row">
      <td role="cell" data-line>
        <Name workflow={workflow} />
      </td>
      <td role="cell" data-minor="narrow">
        {liveVersion === undefined ? (
          <span className={table.soft}>{t('none')}</span>
        ) : (
          <span className={table.chip}>v{liveVersion.number}</span>
        )}
      </td>
      <td role="cell" className={table.number}>
        <LastRun workflow={workflow} />
      </td>
      <Figures figures={figures ?? NO_FIGURES} nowMs={nowMs} />
    </tr>
  );
}

type CellProps = Pick<RowProps, 'workflow'>;

function Name({ workflow: { name, title, lastRun } }: CellProps): ReactElement {
  return (
    <span className={table.iconText}>
      {lastRun === undefined ? (
        <IconCircleDashed size={16} stroke={1.75} aria-hidden="true" />
      ) : (
        <StateBadge status={lastRun.status} variant="icon" />
      )}
      <Link
        className={`${table.link ?? ''} ${table.strong ?? ''}`}
        to="/w/$workspace/workflows/$name/design"
        params={{ workspace: useWorkspace(), name }}
        title={title}
        dir="auto"
      >
        {title}
      </Link>
    </span>
  );
}

function LastRun({ workflow: { lastRun } }: CellProps): ReactElement {
  const { t } = useTranslation('common');
  const workspace = useWorkspace();
  if (lastRun === undefined) return <span className={table.soft}>{t('never')}</span>;
  return (
    <Link to="/w/$workspace/runs/$id" params={{ workspace, id: lastRun.id }} className={table.quiet}>
      <Time at={lastRun.acceptedAt} />
    </Link>
  );
}

const NO_FIGURES = { total: 0, failed: 0, errorRate: null, p95: null, parts: [] } as const;

function Figures({
  figures: { total, failed, errorRate, p95, parts },
  nowMs,
}: {
  readonly figures: Pick<BreakdownItem, 'total' | 'failed' | 'errorRate' | 'p95'> & {
    readonly parts: Parameters<typeof lastHours>[0];
  };
  readonly nowMs: number;
}): ReactElement {
  const { t } = useTranslation('metrics');
  return (
    <>
      <td role="cell" data-minor="narrow">
        <RunSpark parts={lastHours(parts, nowMs)} label={t('home.spark', { total, failed })} />
      </td>
      <td role="cell" className={table.number}>
        <span className={styles.rate} data-bad={errorRate !== null && errorRate >= BAD_RATE}>
          {errorRate === null ? t('none') : (errorRate * 100).toFixed(1)}
        </span>
      </td>
      <td role="cell" className={table.number}>
        {p95 === null ? t('none') : formatDuration(p95)}
      </td>
    </>
  );
}
