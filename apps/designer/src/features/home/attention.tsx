import { IconAlertTriangle, IconHourglassHigh } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { healthOf, needsAttention } from '../../components/connection-health/connection-health.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { FailedMark } from '../../components/state-marks.tsx';
import { Time } from '../../components/time.tsx';
import { useHeadline } from '../../hooks/use-headline.ts';
import type {
  Connection,
  DeadLetterGroup,
  ErrorGroup,
  HeldStep,
  Page,
  Queue,
  Task,
  WorkspacePause,
} from '../../lib/contract.ts';
import { useMay } from '../../lib/permissions.ts';
import { allConnectionsQuery } from '../../lib/queries/connections.ts';
import { deadLetterGroupsQuery } from '../../lib/queries/dead-letters.ts';
import { errorGroupsQuery } from '../../lib/queries/error-groups.ts';
import { heldStepsQuery } from '../../lib/queries/held-steps.ts';
import { pausedQueuesQuery } from '../../lib/queries/queues.ts';
import { tasksQuery } from '../../lib/queries/tasks.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { AttentionRow } from './attention-row.tsx';
import styles from './home.module.css';
import { PauseRow, QueueRow } from './paused-rows.tsx';

const SHOWN = 5;
const TASKS_COUNTED = 100;
/** Of failed runs their error groups tell. */
const LEFT_OVER = { state: ['open' as const], source: ['webhook' as const, 'trigger' as const] };

/** Reasons why something became no run. */
function useLeftOver(): readonly DeadLetterGroup[] {
  const { data } = useInfiniteQuery({ ...deadLetterGroupsQuery(LEFT_OVER), refetchInterval: 30_000 });
  return (data?.pages[0]?.items ?? []).slice(0, SHOWN);
}

/** What fails, stands still or does not work any more, and nobody has dealt with; nothing when there is nothing. */
export function Attention({ from }: { readonly from: string }): ReactElement | null {
  const { t } = useTranslation('errors');
  const workspace = useWorkspace();
  const mayRead = useMay('connection.read');
  const groups = useInfiniteQuery({ ...errorGroupsQuery({ state: 'open', from }, SHOWN), refetchInterval: 30_000 });
  const connections = useQuery({ ...allConnectionsQuery, enabled: mayRead, refetchInterval: 60_000 });
  const held = useQuery({ ...heldStepsQuery(SHOWN), refetchInterval: 30_000 });
  const left = useLeftOver();
  const failing = groups.data?.pages[0]?.items ?? [];
  const unwell = (connections.data ?? []).filter(needsAttention).slice(0, SHOWN);
  const standing = (held.data?.items ?? []).filter(({ connection }) => connection === undefined);
  const { tasks, paused, pause, isNone } = useWaiting();
  if (failing.length + unwell.length + standing.length + left.length === 0 && isNone) return null;
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

interface Waiting {
  readonly tasks: Page<Task> | undefined;
  readonly paused: readonly Queue[];
  /** Of all workflows. */
  readonly pause: WorkspacePause | undefined;
  readonly isNone: boolean;
}

/** What waits for people, and what people have paused. */
function useWaiting(): Waiting {
  const tasks = useInfiniteQuery({ ...tasksQuery({}, TASKS_COUNTED), refetchInterval: 30_000 }).data?.pages[0];
  const { data: queues } = useQuery({ ...pausedQueuesQuery(SHOWN), refetchInterval: 30_000 });
  const [paused, pause] = [queues?.items ?? [], queues?.workspacePause];
  const isNone = pause === undefined && paused.length + (tasks?.items.length ?? 0) === 0;
  return { tasks, paused, pause, isNone };
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
