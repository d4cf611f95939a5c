// Why this shape: a page of what waits is one query, with the names that it is shown by. Indexes: `task_token_open` and
// `task_token_answered`, in the order of the list; primary keys for one task. Locks: none. Runs: when a person looks, and for Home twice
// a minute.
import type pg from 'pg';
import type { OpenedPlace } from '../opened-place.ts';

const COLUMNS = `
token.token, token.run_id, workflow.name as workflow_name, run.version_id, workflow_version.number as version_number,
token.path, token.attempt, token.opened_at, token.answered_at,
(extract(epoch from token.opened_at) * 1000000)::bigint::text as opened_microseconds,
case when token.answered_at is not null then 'answered'
  when token.withdrawn_at is null and token.expires_at > now() and run.ended_at is null then 'open'
  else 'expired' end as state`;
const SOURCES = `
from task_token token
join run on run.id = token.run_id
join workflow on workflow.id = run.workflow_id
left join workflow_version on workflow_version.id = run.version_id
`;

export interface TaskRow {
  readonly token: string;
  readonly run_id: string;
  readonly workflow_name: string;
  readonly version_id: string;
  readonly version_number: number | null;
  readonly path: string;
  readonly attempt: number;
  readonly opened_at: Date;
  readonly answered_at: Date | null;
  /** Since the epoch, as text: with all its digits it is a place in the list. */
  readonly opened_microseconds: string;
  readonly state: 'open' | 'answered' | 'expired';
}

const STATES = {
  open: {
    condition:
      'token.answered_at is null and token.withdrawn_at is null and token.expires_at > now() and run.ended_at is null',
    order: 'order by token.opened_at, token.run_id, token.path',
    comparison: '>',
  },
  answered: {
    condition: 'token.answered_at is not null',
    order: 'order by token.opened_at desc, token.run_id desc, token.path desc',
    comparison: '<',
  },
} as const;

/** One text for each combination: of "this filter, or none" Postgres would make a plan that serves neither. */
export async function listTasks(
  pool: pg.Pool,
  filter: {
    readonly workspaceId: string;
    readonly state: keyof typeof STATES;
    readonly workflow: string | undefined;
    readonly runId: string | undefined;
    readonly after: OpenedPlace | undefined;
    readonly limit: number;
  },
): Promise<readonly TaskRow[]> {
  const { workspaceId, state, workflow, runId, after, limit } = filter;
  const { condition, order, comparison } = STATES[state];
  const values: unknown[] = [workspaceId, limit];
  const parameter = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const conditions = [
    `where token.workspace_id = $1::uuid and token.held_path is null and not run.is_test and ${condition}`,
  ];
  if (workflow !== undefined) conditions.push(`and workflow.name = ${parameter(workflow, 'text')}`);
  if (runId !== undefined) conditions.push(`and token.run_id = ${parameter(runId, 'uuid')}`);
  if (after !== undefined) {
    const [openedMicroseconds, lastRunId, path] = after;
    const openedAt = `timestamptz 'epoch' + ${parameter(openedMicroseconds, 'bigint')} * interval '1 microsecond'`;
    const place = `(${openedAt}, ${parameter(lastRunId, 'uuid')}, ${parameter(path, 'text')})`;
    conditions.push(`and (token.opened_at, token.run_id, token.path) ${comparison} ${place}`);
  }
  const text = ['select', COLUMNS, SOURCES, ...conditions, order, 'limit $2::integer'].join('\n');
  return (await pool.query<TaskRow>(text, values)).rows;
}

export interface TaskDetailRow extends TaskRow {
  readonly input: string;
  readonly checkpoint: string | null;
}
const FIND = `select ${COLUMNS}, run.input, run.checkpoint ${SOURCES}
where token.token = $1::text and ($2::uuid is null or token.workspace_id = $2::uuid)
  and token.held_path is null and not run.is_test`;

export async function findTask(
  pool: pg.Pool,
  token: string,
  workspaceId: string | null,
): Promise<TaskDetailRow | undefined> {
  const { rows } = await pool.query<TaskDetailRow>({ name: 'find-task', text: FIND, values: [token, workspaceId] });
  return rows[0];
}

const FIND_THREAD = 'select entry from run_journal where run_id = $1::uuid and path = $2::text';

/** Where a thread of a run stands. */
export async function findThread(pool: pg.Pool, runId: string, path: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ entry: string }>({
    name: 'find-thread',
    text: FIND_THREAD,
    values: [runId, path],
  });
  return rows[0]?.entry;
}
