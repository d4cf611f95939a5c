import { IconCircleDashed } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import type { Workflow } from '../lib/contract.ts';
import { useWorkspace } from '../lib/workspace.ts';
import { TriggerMark } from './canvas/trigger-mark.tsx';
import { StateBadge } from './state-badge.tsx';
import { Time } from './time.tsx';
import styles from './table.module.css';

interface Props {
  readonly workflows: readonly Workflow[];
  readonly label: string;
  readonly brief?: boolean;
  /** What can be done to a workflow, at the end of its row. */
  readonly actions?: (workflow: Workflow) => ReactNode;
}

/** Workflows as rows: how the last run went first. */
export function WorkflowTable({ workflows, label, brief = false, actions }: Props): ReactElement {
  const { t } = useTranslation('workflows');
  return (
    <table
      role="table"
      className={brief ? `${styles.table ?? ''} ${styles.stacked ?? ''}` : styles.table}
      aria-label={label}
    >
      <colgroup>
        <col />
        <col style={{ width: brief ? '24%' : '26%' }} />
        <col style={{ width: brief ? 84 : 200 }} />
        <col style={{ width: brief ? 156 : 196 }} />
        {!brief && <col style={{ width: 112 }} />}
        {actions !== undefined && <col style={{ width: 56 }} />}
      </colgroup>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col">{t('column.name')}</th>
          <th scope="col">{t('column.trigger')}</th>
          <th scope="col">{t('column.live')}</th>
          <th scope="col">{t('column.lastRun')}</th>
          {!brief && (
            <th scope="col" className={styles.number}>
              {t('column.updated')}
            </th>
          )}
          {actions !== undefined && (
            <th scope="col">
              <span className={styles.hidden}>{t('column.actions')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {workflows.map((workflow) => (
          <WorkflowRow key={workflow.id} workflow={workflow} brief={brief} actions={actions?.(workflow)} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly workflow: Workflow;
  readonly brief: boolean;
  readonly actions: ReactNode;
}

function WorkflowRow({ workflow, brief, actions }: RowProps): ReactElement {
  return (
    <tr role="row">
      <td role="cell" data-line>
        <Name workflow={workflow} brief={brief} />
      </td>
      <td role="cell" className={styles.quiet}>
        <Trigger workflow={workflow} />
      </td>
      <td role="cell" data-minor="narrow">
        <LiveVersion workflow={workflow} brief={brief} />
      </td>
      <td role="cell">
        <LastRun workflow={workflow} />
      </td>
      {!brief && (
        <td role="cell" className={styles.number}>
          <Time at={workflow.updatedAt} />
        </td>
      )}
      {actions !== undefined && (
        <td role="cell" className={styles.number}>
          {actions}
        </td>
      )}
    </tr>
  );
}

type CellProps = Pick<RowProps, 'workflow' | 'brief'>;

function Name({ workflow: { name, title, lastRun }, brief }: CellProps): ReactElement {
  const workspace = useWorkspace();
  return (
    <span className={styles.iconText}>
      {lastRun === undefined ? (
        <IconCircleDashed size={16} stroke={1.75} aria-hidden="true" />
      ) : (
        <StateBadge status={lastRun.status} variant="icon" />
      )}
      <Link
        className={`${styles.link ?? ''} ${styles.strong ?? ''}`}
        to="/w/$workspace/workflows/$name/design"
        params={{ workspace, name }}
        title={title}
        dir="auto"
      >
        {title}
      </Link>
      {!brief && title !== name && <span className={`${styles.soft ?? ''} ${styles.mono ?? ''}`}>{name}</span>}
    </span>
  );
}

function LiveVersion({ workflow: { liveVersion, draftChanged }, brief }: CellProps): ReactElement {
  const { t } = useTranslation('workflows');
  if (liveVersion === undefined) return <span className={styles.soft}>{t('draftOnly')}</span>;
  return (
    <>
      <span className={styles.chip}>
        <span className={styles.dot} aria-hidden="true" />v{liveVersion.number}
      </span>{' '}
      {!brief && draftChanged && <span className={styles.soft}>{t('draftChanged')}</span>}
    </>
  );
}

function Trigger({ workflow }: { readonly workflow: Workflow }): ReactElement {
  const { t } = useTranslation('workflows');
  const [first, ...others] = workflow.triggers;
  if (first === undefined) return <span className={styles.soft}>{t('noTrigger')}</span>;
  return (
    <span className={styles.iconText}>
      <TriggerMark type={first.type} size={16} />
      <span title={first.url}>{first.path === undefined ? t(`trigger.${first.type}`) : `/${first.path}`}</span>
      {others.length > 0 && <span className={styles.soft}>+{others.length}</span>}
    </span>
  );
}

function LastRun({ workflow: { lastRun } }: { readonly workflow: Workflow }): ReactElement {
  const { t } = useTranslation('workflows');
  const workspace = useWorkspace();
  if (lastRun === undefined) return <span className={styles.soft}>{t('never', { ns: 'common' })}</span>;
  return (
    <Link to="/w/$workspace/runs/$id" params={{ workspace, id: lastRun.id }} className={styles.quiet}>
      {t(`status.${lastRun.status}`, { ns: 'common' })} · <Time at={lastRun.acceptedAt} />
    </Link>
  );
}
