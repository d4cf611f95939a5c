import { Button, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, useState } from 'react';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { LookBadge } from '../../../components/look-badge.tsx';
import { showError } from '../../../components/show-error.ts';
import table from '../../../components/table.module.css';
import { Duration, Elapsed } from '../../../components/time.tsx';
import type { Queue } from '../../../lib/contract.ts';
import { formatCount } from '../../../lib/format.ts';
import { useMay } from '../../../lib/permissions.ts';
import { pauseQueue, QUEUES_KEY, resumeQueue } from '../../../lib/queries/queues.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../queues.module.css';

const COLUMNS = ['workflow', 'state', 'queued', 'running', 'limit', 'wait', 'oldest', 'act'] as const;
const NUMBERS: ReadonlySet<(typeof COLUMNS)[number]> = new Set(['queued', 'running', 'limit', 'wait', 'oldest']);

/** Queues with what stands in them, and the switch that lets them begin. */
export function QueueTable({
  queues,
  areAllPaused,
}: {
  readonly queues: readonly Queue[];
  readonly areAllPaused: boolean;
}): ReactElement {
  const { t } = useTranslation('queues');
  return (
    <table
      role="table"
      className={`${table.table ?? ''} ${table.stacked ?? ''} ${styles.queues ?? ''}`}
      aria-label={t('list')}
    >
      <colgroup>
        {COLUMNS.map((id) => (
          <col key={id} className={styles[id]} data-minor={id === 'limit' ? 'wide' : undefined} />
        ))}
      </colgroup>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((id) => (
            <th
              key={id}
              scope="col"
              className={NUMBERS.has(id) ? table.number : undefined}
              data-minor={id === 'limit' ? 'wide' : undefined}
            >
              {id === 'act' ? <span className={table.hidden}>{t('column.act')}</span> : <Heading id={id} />}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {queues.map((queue) => (
          <QueueRow key={queue.workflow} queue={queue} areAllPaused={areAllPaused} />
        ))}
      </tbody>
    </table>
  );
}

function Heading({ id }: { readonly id: (typeof COLUMNS)[number] }): ReactElement {
  const { t } = useTranslation('queues');
  if (id !== 'wait') return <>{t(`column.${id}`)}</>;
  return (
    <Tooltip label={t('waitHelp')} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
      <span tabIndex={0} className={styles.explained}>
        {t('column.wait')}
      </span>
    </Tooltip>
  );
}

interface RowProps {
  readonly queue: Queue;
  readonly areAllPaused: boolean;
}

function QueueRow({ queue, areAllPaused }: RowProps): ReactElement {
  const { t } = useTranslation('queues');
  const workspace = useWorkspace();
  const { workflow, isLive, queued, running, limit, isLimitPerKey, waitP95Ms, oldestAt } = queue;
  return (
    <tr role="row">
      <td role="cell">
        <Link
          className={table.link}
          to="/w/$workspace/workflows/$name/runs"
          params={{ workspace, name: workflow }}
          search={queued > 0 ? { status: 'queued' } : {}}
        >
          {workflow}
        </Link>
        {!isLive && <span className={styles.soft}>{t('notLive')}</span>}
      </td>
      <td role="cell">
        <QueueState queue={queue} areAllPaused={areAllPaused} />
      </td>
      <td role="cell" className={table.number}>
        <Named name={t('column.queued')}>{formatCount(queued)}</Named>
      </td>
      <td role="cell" className={table.number}>
        <Named name={t('column.running')}>{formatCount(running)}</Named>
      </td>
      <td role="cell" className={`${table.number ?? ''} ${table.quiet ?? ''}`} data-minor="wide">
        {limit === undefined ? t('limitNone') : isLimitPerKey ? t('limitPerKey', { count: limit }) : formatCount(limit)}
      </td>
      <td role="cell" className={table.number}>
        <Named name={t('column.wait')}>
          <Duration ms={waitP95Ms ?? undefined} />
        </Named>
      </td>
      <td role="cell" className={table.number}>
        <Named name={t('column.oldest')}>{oldestAt === undefined ? '—' : <Elapsed since={oldestAt} />}</Named>
      </td>
      <td role="cell" className={styles.acts}>
        <Switch queue={queue} />
      </td>
    </tr>
  );
}

/** On a phone the head of the column is not there. */
function Named({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <>
      <span className={styles.name} aria-hidden="true">
        {name}
      </span>
      {children}
    </>
  );
}

function QueueState({ queue: { pausedBy }, areAllPaused }: RowProps): ReactElement {
  const { t } = useTranslation('queues');
  if (pausedBy === undefined && !areAllPaused)
    return (
      <LookBadge look="success" icon={IconPlayerPlay}>
        {t('state.open')}
      </LookBadge>
    );
  return (
    <span title={pausedBy === undefined ? t('workspace.withAll') : t('pausedBy', { name: pausedBy })}>
      <LookBadge look="warning" icon={IconPlayerPause}>
        {t('state.paused')}
      </LookBadge>
    </span>
  );
}

/** Pauses after a question: others will notice. */
function Switch({ queue: { workflow, pausedAt } }: { readonly queue: Queue }): ReactElement | null {
  const { t } = useTranslation('queues');
  const cache = useQueryClient();
  const mayOperate = useMay('run.operate');
  const [isAsking, ask] = useState(false);
  const isPaused = pausedAt !== undefined;
  const change = useMutation({
    // What somebody clicked is done, whatever the queue has become meanwhile.
    mutationFn: (act: 'pause' | 'resume') => (act === 'resume' ? resumeQueue(workflow) : pauseQueue(workflow)),
    onSuccess: async (_, act) => {
      ask(false);
      notifications.show({ message: t(act === 'resume' ? 'resumed' : 'paused', { workflow }) });
      await cache.invalidateQueries({ queryKey: QUEUES_KEY });
    },
    onError: (error, act) => {
      if (act === 'resume') showError(error);
    },
  });
  if (!mayOperate) return null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t(isPaused ? 'resumeOf' : 'pauseOf', { workflow })}
        loading={change.isPending && change.variables === 'resume'}
        onClick={() => (isPaused ? change.mutate('resume') : ask(true))}
      >
        {t(isPaused ? 'resume' : 'pause')}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t('pauseTitle', { workflow })}
          text={t('pauseText')}
          confirm={t('pause')}
          isPending={change.isPending}
          error={change.error}
          onConfirm={() => change.mutate('pause')}
          onClose={() => ask(false)}
        />
      )}
    </>
  );
}
