import { IconAlertTriangle, IconHourglassHigh } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { healthOf } from '../../components/connection-health/connection-health.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { FailedMark } from '../../components/state-marks.tsx';
import { Time } from '../../components/time.tsx';
import { useHeadline } from '../../hooks/use-headline.ts';
import type { Connection, DeadLetterGroup, ErrorGroup, HeldStep, Page, Task } from '../../lib/contract.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { AttentionRow } from './attention-row.tsx';
import styles from './home.module.css';
import { PauseRow, QueueRow } from './paused-rows.tsx';
import { useNeeds } from './use-needs.ts';

/**
 * What fails, stands still or does not work any more, and nobody has dealt with; nothing when there is nothing. What could not be
 * read may be something.
 */
export function Attention({ from }: { readonly from: string }): ReactElement | null {
  const { t } = useTranslation('errors');
  const workspace = useWorkspace();
  const { failing, unwell, left, standing, tasks, paused, pause, isNone, error, readAgain } = useNeeds(from);
  if (isNone && error === null) return null;
  return (
    <section className={styles.card} aria-labelledby="attention-title">
      <header>
        <h2 id="attention-title">{t('attention.title')}</h2>
        <span className={styles.link}>
          <Link to="/w/$workspace/errors" params={{ workspace }}>
            {t('attention.all')}
          </Link>
        </span>
      </header>
      {error !== null && <ProblemAlert error={error} onRetry={readAgain} />}
      <ul className={styles.attention}>
        {failing.map((group, index) => (
          <GroupRow key={group.fingerprint} group={group} isFirst={index === 0} />
        ))}
        {unwell.map((connection) => (
          <ConnectionRow key={connection.name} connection={connection} />
        ))}
        {left.map((group) => (
          <DeadRow key={group.fingerprint} group={group} />
        ))}
        {standing.map((step) => (
          <HeldRow key={`${step.runId} ${step.path}`} step={step} />
        ))}
        <TasksRow tasks={tasks} />
        {pause !== undefined && <PauseRow pause={pause} />}
        {paused.map((queue) => (
          <QueueRow key={queue.workflow} queue={queue} />
        ))}
      </ul>
    </section>
  );
}

function GroupRow({ group, isFirst }: { readonly group: ErrorGroup; readonly isFirst: boolean }): ReactElement {
  const { t } = useTranslation('errors');
  const words = useTranslation('metrics').t;
  const headline = useHeadline();
  const params = { workspace: useWorkspace(), fingerprint: group.fingerprint };
  return (
    <AttentionRow
      mark={<FailedMark size={16} />}
      words={
        <Link to="/w/$workspace/errors/$fingerprint" params={params}>
          <strong>{headline(group)}</strong>,{' '}
          {t('runs', { count: group.hours.reduce((sum, { count }) => sum + count, 0) })}
        </Link>
      }
      moment={
        <>
          {group.workflow.name} · <Time at={group.lastSeenAt} />
        </>
      }
      action={
        <LinkButton
          to="/w/$workspace/errors/$fingerprint"
          params={params}
          // One recommended step a screen: what fails most comes first.
          variant={isFirst ? 'filled' : 'default'}
          size="compact-sm"
          aria-label={`${words('home.attention.fix')}: ${headline(group)}`}
        >
          {words('home.attention.fix')}
        </LinkButton>
      }
    />
  );
}

function ConnectionRow({ connection }: { readonly connection: Connection }): ReactElement {
  const { t } = useTranslation('metrics');
  const state = healthOf(connection);
  const params = { workspace: useWorkspace(), connection: connection.name };
  const since = connection.health?.since;
  return (
    <AttentionRow
      mark={state === 'broken' ? <FailedMark size={16} /> : <Warning />}
      words={
        <>
          <strong>{t('home.attention.connection', { name: connection.name })}</strong>{' '}
          {t(`home.attention.${state}` as 'home.attention.broken')}
        </>
      }
      moment={since === undefined ? null : <Time at={since} />}
      action={
        <LinkButton
          to="/w/$workspace/connections/$connection"
          params={params}
          variant="default"
          size="compact-sm"
          aria-label={`${t('home.attention.reconnect')}: ${connection.name}`}
        >
          {t('home.attention.reconnect')}
        </LinkButton>
      }
    />
  );
}

/** What is left over of one reason. */
function DeadRow({ group }: { readonly group: DeadLetterGroup }): ReactElement {
  const { t } = useTranslation('metrics');
  const { fingerprint, message, error, count, workflow, lastFailedAt } = group;
  const words = message === '' ? error : message;
  return (
    <AttentionRow
      mark={<Warning />}
      words={
        <>
          <strong>{t('home.attention.dead', { count })}</strong>, {words}
        </>
      }
      moment={
        <>
          {workflow !== undefined && `${workflow.name} · `}
          <Time at={lastFailedAt} />
        </>
      }
      action={
        <LinkButton
          to="/w/$workspace/dead-letters"
          params={{ workspace: useWorkspace() }}
          search={{ fingerprint }}
          variant="default"
          size="compact-sm"
          aria-label={`${t('home.attention.mend')}: ${words}`}
        >
          {t('home.attention.mend')}
        </LinkButton>
      }
    />
  );
}

function HeldRow({ step: { runId, state, path, workflow, heldSince } }: { readonly step: HeldStep }): ReactElement {
  const { t } = useTranslation('metrics');
  return (
    <AttentionRow
      mark={<Warning />}
      words={
        <>
          <strong>{t('home.attention.held', { step: state })}</strong>, {t('home.attention.heldText', { workflow })}
        </>
      }
      moment={<Time at={heldSince} />}
      action={
        <LinkButton
          to="/w/$workspace/runs/$id"
          params={{ workspace: useWorkspace(), id: runId }}
          search={{ step: path }}
          variant="default"
          size="compact-sm"
          aria-label={`${t('home.attention.check')}: ${state}`}
        >
          {t('home.attention.check')}
        </LinkButton>
      }
    />
  );
}

function TasksRow({ tasks }: { readonly tasks: Page<Task> | undefined }): ReactElement | null {
  const { t } = useTranslation('metrics');
  const params = { workspace: useWorkspace() };
  const [oldest] = tasks?.items ?? [];
  if (tasks === undefined || oldest === undefined) return null;
  const count = tasks.items.length;
  const words = t(tasks.nextCursor === undefined ? 'home.attention.tasks' : 'home.attention.tasksMore', { count });
  return (
    <AttentionRow
      mark={<IconHourglassHigh size={16} aria-hidden="true" data-warning />}
      words={
        <Link to="/w/$workspace/tasks" params={params}>
          <strong>{words}</strong>
        </Link>
      }
      moment={<Time at={oldest.since} />}
      action={
        <LinkButton
          to="/w/$workspace/tasks"
          params={params}
          variant="default"
          size="compact-sm"
          aria-label={`${t('home.attention.answer')}: ${words}`}
        >
          {t('home.attention.answer')}
        </LinkButton>
      }
    />
  );
}

const Warning = (): ReactElement => <IconAlertTriangle size={16} aria-hidden="true" data-warning />;
