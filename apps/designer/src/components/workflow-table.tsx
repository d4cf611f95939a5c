import { IconArrowRampRight, IconCircleDashed, IconWebhook } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Workflow } from '../lib/contract.ts';
import { useWorkspace } from '../lib/workspace.ts';
import { StateBadge } from './state-badge.tsx';
import { Time } from './time.tsx';
import styles from './table.module.css';

interface Props {
  readonly workflows: readonly Workflow[];
  readonly label: string;
  readonly brief?: boolean;
}

/** Workflows as rows: how the last run went first. */
export function WorkflowTable({ workflows, label, brief = false }: Props): ReactElement {
  const { t } = useTranslation('workflows');
  return (
    <table className={styles.table} aria-label={label}>
      <colgroup>
        <col />
        <col style={{ width: brief ? '24%' : '26%' }} />
        <col style={{ width: brief ? 84 : 200 }} />
        <col style={{ width: brief ? 156 : 196 }} />
        {!brief && <col style={{ width: 112 }} />}
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{t('column.name')}</th>
          <th scope="col">{t('column.trigger')}</th>
          <th scope="col">{t('column.live')}</th>
          <th scope="col">{t('column.lastRun')}</th>
          {!brief && (
            <th scope="col" className={styles.number}>
              {t('column.updated')}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {workflows.map((workflow) => (
          <WorkflowRow key={workflow.id} workflow={workflow} brief={brief} />
        ))}
      </tbody>
    </table>
  );
}

function WorkflowRow({ workflow, brief }: { readonly workflow: Workflow; readonly brief: boolean }): ReactElement {
  const { t } = useTranslation('workflows');
  const workspace = useWorkspace();
  const { name, title, liveVersion, draftChanged, lastRun, updatedAt } = workflow;
  return (
    <tr>
      <td>
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
          >
            {title}
          </Link>
          {!brief && title !== name && <span className={`${styles.soft ?? ''} ${styles.mono ?? ''}`}>{name}</span>}
        </span>
      </td>
      <td className={styles.quiet}>
        <Trigger workflow={workflow} />
      </td>
      <td>
        {liveVersion === undefined ? (
          <span className={styles.soft}>{t('draftOnly')}</span>
        ) : (
          <>
            <span className={styles.chip}>
              <span className={styles.dot} aria-hidden="true" />v{liveVersion.number}
            </span>{' '}
            {!brief && draftChanged && <span className={styles.soft}>{t('draftChanged')}</span>}
          </>
        )}
      </td>
      <td>
        <LastRun workflow={workflow} />
      </td>
      {!brief && (
        <td className={styles.number}>
          <Time at={updatedAt} />
        </td>
      )}
    </tr>
  );
}

function Trigger({ workflow }: { readonly workflow: Workflow }): ReactElement {
  const { t } = useTranslation('workflows');
  const [first, ...others] = workflow.triggers;
  if (first === undefined) return <span className={styles.soft}>{t('noTrigger')}</span>;
  const Icon = first.type === 'webhook' ? IconWebhook : IconArrowRampRight;
  return (
    <span className={styles.iconText}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      <span title={first.url}>{first.type === 'webhook' ? `/${first.path ?? ''}` : t('called')}</span>
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
