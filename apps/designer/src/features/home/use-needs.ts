import { type InfiniteData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { needsAttention } from '../../components/connection-health/connection-health.ts';
import type {
  Connection,
  DeadLetterGroup,
  ErrorGroup,
  HeldStep,
  Page,
  Queue,
  QueuePage,
  Task,
  WorkspacePause,
} from '../../lib/contract.ts';
import { useMay } from '../../lib/permissions.ts';
import { allConnectionsQuery } from '../../lib/queries/connections.ts';
import { deadLetterGroupsQuery } from '../../lib/queries/dead-letters.ts';
import { errorGroupsQuery } from '../../lib/queries/error-groups.ts';
import { undecidedStepsQuery } from '../../lib/queries/held-steps.ts';
import { pausedQueuesQuery } from '../../lib/queries/queues.ts';
import { tasksQuery } from '../../lib/queries/tasks.ts';

const SHOWN = 5;
const TASKS_COUNTED = 100;
const OFTEN = { refetchInterval: 30_000 };
/** Of failed runs their error groups tell. */
const LEFT_OVER = { state: ['open' as const], source: ['webhook' as const, 'trigger' as const] };

const NO_QUEUES: Pick<QueuePage, 'items' | 'workspacePause'> = { items: [] };

const firstOf = <T>({ data }: { readonly data: InfiniteData<Page<T>> | undefined }): readonly T[] =>
  data?.pages[0]?.items ?? [];

/** What somebody has to look at. */
interface Needs {
  readonly failing: readonly ErrorGroup[];
  readonly unwell: readonly Connection[];
  /** Reasons why something became no run. */
  readonly left: readonly DeadLetterGroup[];
  /** Until somebody decides about them. */
  readonly standing: readonly HeldStep[];
  readonly tasks: Page<Task> | undefined;
  readonly paused: readonly Queue[];
  /** Of all workflows. */
  readonly pause: WorkspacePause | undefined;
  readonly isNone: boolean;
  /** Why a part of it is not known. */
  readonly error: Error | null;
  readonly readAgain: () => void;
}

/** What fails, stands still or does not work any more since a time, and what waits for people or was paused by them. */
export function useNeeds(from: string): Needs {
  const mayRead = useMay('connection.read');
  const groups = useInfiniteQuery({ ...errorGroupsQuery({ state: 'open', from }, SHOWN), ...OFTEN });
  const connections = useQuery({ ...allConnectionsQuery, enabled: mayRead, refetchInterval: 60_000 });
  const held = useQuery({ ...undecidedStepsQuery, ...OFTEN });
  const letters = useInfiniteQuery({ ...deadLetterGroupsQuery(LEFT_OVER), ...OFTEN });
  const waiting = useInfiniteQuery({ ...tasksQuery({}, TASKS_COUNTED), ...OFTEN });
  const queues = useQuery({ ...pausedQueuesQuery(SHOWN), ...OFTEN });
  const { data: { items: paused, workspacePause: pause } = NO_QUEUES } = queues;
  const tasks = waiting.data?.pages[0];
  const found = {
    failing: firstOf(groups),
    unwell: (connections.data ?? []).filter(needsAttention).slice(0, SHOWN),
    left: firstOf(letters).slice(0, SHOWN),
    standing: (held.data ?? []).slice(0, SHOWN),
    paused,
  };
  const lists = [...Object.values(found), firstOf(waiting)];
  const unread = [groups, connections, held, letters, waiting, queues].filter(({ error }) => error !== null);
  return {
    ...{ ...found, tasks, pause },
    isNone: pause === undefined && lists.every(({ length }) => length === 0),
    error: unread[0]?.error ?? null,
    readAgain: () => void Promise.all(unread.map(({ refetch }) => refetch())),
  };
}
