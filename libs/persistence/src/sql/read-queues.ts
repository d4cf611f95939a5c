// Why this shape: what waits and what goes on is counted for all workflows of a workspace at once, by `run_list_status`, which has
// them side by side; a page of workflows is joined to that. Pausing keeps back what has not begun, a thousand runs at a time, so
// that no statement locks a whole backlog. Indexes: `run_list_status`, `workflow_name`, primary keys. Locks: the rows it keeps back,
// runs before their admissions, in the order of their ids. Runs: when a person looks at queues, or pauses one.
import type pg from 'pg';

type Client = pg.Pool | pg.ClientBase;

const MOST_COUNTED = 100_000;
const counted = (status: string): string => `
  select workflow_id, count(*)::integer as runs, min(accepted_at) as oldest from (
    select workflow_id, accepted_at from run
    where workspace_id = $1::uuid and status = '${status}' and not is_test limit ${MOST_COUNTED}
  ) found group by workflow_id`;

const LIST = `
with queued as (${counted('queued')}), running as (${counted('running')})
select w.id, w.name, w.title, w.live_version_id, coalesce(queued.runs, 0) as queued, coalesce(running.runs, 0) as running,
  queued.oldest, paused.paused_at, paused.paused_by
from workflow w
left join queued on queued.workflow_id = w.id
left join running on running.workflow_id = w.id
left join paused_queue paused on paused.workflow_id = w.id
where w.workspace_id = $1::uuid and w.deleted_at is null`;

export interface QueueRow {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly live_version_id: string | null;
  readonly queued: number;
  readonly running: number;
  readonly oldest: Date | null;
  readonly paused_at: Date | null;
  readonly paused_by: string | null;
}

export async function listQueues(
  pool: pg.Pool,
  filter: {
    readonly workspaceId: string;
    readonly isPaused: boolean;
    readonly name: string | undefined;
    readonly afterName: string | undefined;
    readonly limit: number;
  },
): Promise<readonly QueueRow[]> {
  const { workspaceId, isPaused, name, afterName, limit } = filter;
  const values: unknown[] = [workspaceId, limit];
  const parameter = (value: unknown): string => `$${values.push(value)}::text`;
  const conditions: string[] = [];
  if (name !== undefined) conditions.push(`and w.name = ${parameter(name)}`);
  else if (isPaused) conditions.push('and paused.workflow_id is not null');
  else {
    const isLive = 'w.live_version_id is not null or paused.workflow_id is not null';
    conditions.push(`and (${isLive} or queued.runs is not null or running.runs is not null)`);
  }
  if (afterName !== undefined) conditions.push(`and w.name > ${parameter(afterName)}`);
  const text = [LIST, ...conditions, 'order by w.name limit $2::integer'].join('\n');
  return (await pool.query<QueueRow>(text, values)).rows;
}

/** Of a workflow that was removed, nobody could resume what it still has. */
const PAUSED = `
  select w.id from paused_queue p join workflow w on w.id = p.workflow_id where w.deleted_at is null
  union
  select w.id from paused_workspace p join workflow w on w.workspace_id = p.workspace_id where w.deleted_at is null`;

/** Of every workspace: a process executes for all. */
export async function listPausedQueues(pool: pg.Pool): Promise<readonly string[]> {
  const text = `select id from (${PAUSED}) paused limit 100000`;
  const { rows } = await pool.query<{ id: string }>({ name: 'list-paused-queues', text });
  return rows.map(({ id }) => id);
}

export async function isQueuePaused(client: Client, workflowId: string): Promise<boolean> {
  const text = `select 1 from (${PAUSED}) paused where id = $1::uuid`;
  const { rowCount } = await client.query({ name: 'is-queue-paused', text, values: [workflowId] });
  return (rowCount ?? 0) > 0;
}

const PAUSE = `
insert into paused_queue (workflow_id, workspace_id, paused_by)
select id, workspace_id, $2::text from workflow where id = $1::uuid
on conflict (workflow_id) do nothing`;

export async function pauseQueue(pool: pg.Pool, workflowId: string, by: string): Promise<void> {
  await pool.query({ name: 'pause-queue', text: PAUSE, values: [workflowId, by] });
}

export async function resumeQueue(pool: pg.Pool, workflowId: string): Promise<void> {
  const text = 'delete from paused_queue where workflow_id = $1::uuid';
  await pool.query({ name: 'resume-queue', text, values: [workflowId] });
}

const OF_WORKFLOW = 'workflow_id = $1::uuid and workspace_id = (select workspace_id from workflow where id = $1::uuid)';
const OF_WORKSPACE = `workspace_id = $1::uuid
    and exists (select 1 from workflow w where w.id = run.workflow_id and w.deleted_at is null)`;
const keepBack = (whose: string): string => `
with waiting as (
  select id from run
  where ${whose}
    and status = 'queued' and not is_test and due_at is not null and started_at is null
  order by id limit $2::integer for update skip locked
), kept as (
  update run set due_at = null, has_admission = true from waiting where run.id = waiting.id
  returning run.id, run.workspace_id, run.workflow_id
)
insert into run_admission (run_id, workspace_id, workflow_id, state, bucket)
select id, workspace_id, workflow_id, 'held', '[null,null]' from kept order by id
on conflict (run_id) do update set state = 'held', admitted_at = null`;

/** Returns how many runs were kept back; fewer than `limit`: there are no more. */
export async function keepBackRuns(
  pool: pg.Pool,
  whose: { readonly workflowId: string } | { readonly workspaceId: string },
  limit: number,
): Promise<number> {
  const isOne = 'workflowId' in whose;
  const { rowCount } = await pool.query({
    name: isOne ? 'keep-back-runs' : 'keep-back-workspace',
    text: keepBack(isOne ? OF_WORKFLOW : OF_WORKSPACE),
    values: [isOne ? whose.workflowId : whose.workspaceId, limit],
  });
  return rowCount ?? 0;
}

const PAUSE_WORKSPACE = `
insert into paused_workspace (workspace_id, paused_by) values ($1::uuid, $2::text)
on conflict (workspace_id) do nothing`;

export async function pauseWorkspace(pool: pg.Pool, workspaceId: string, by: string): Promise<void> {
  await pool.query({ name: 'pause-workspace', text: PAUSE_WORKSPACE, values: [workspaceId, by] });
}

export async function findPausedWorkspace(
  pool: pg.Pool,
  workspaceId: string,
): Promise<{ readonly paused_at: Date; readonly paused_by: string } | undefined> {
  const text = 'select paused_at, paused_by from paused_workspace where workspace_id = $1::uuid';
  const { rows } = await pool.query<{ paused_at: Date; paused_by: string }>({
    ...{ name: 'find-paused-workspace', text, values: [workspaceId] },
  });
  return rows[0];
}

const HELD = `
select distinct workflow_id from run_admission where workspace_id = $1::uuid and state = 'held' limit ${MOST_COUNTED}`;

/** Gives the workflows of which runs wait. */
export async function resumeWorkspace(pool: pg.Pool, workspaceId: string): Promise<readonly string[]> {
  const text = 'delete from paused_workspace where workspace_id = $1::uuid';
  await pool.query({ name: 'resume-workspace', text, values: [workspaceId] });
  const { rows } = await pool.query<{ workflow_id: string }>({
    ...{ name: 'list-held-workflows', text: HELD, values: [workspaceId] },
  });
  return rows.map(({ workflow_id }) => workflow_id);
}

const SCHEDULES = `
select w.name as workflow_name, s.workspace_id, s.workflow_id, s.trigger_id, s.version_id, s.definition,
  extract(epoch from s.anchor_at)::double precision * 1000 as anchor_ms,
  extract(epoch from s.next_at)::double precision * 1000 as next_ms,
  missed.ticks as missed, missed.last as last_missed
from schedule s
join workflow w on w.id = s.workflow_id and w.deleted_at is null
left join lateral (
  select count(*)::integer as ticks, max(t.planned_at) as last from schedule_tick t
  where t.workflow_id = s.workflow_id and t.trigger_id = s.trigger_id and t.run_id is null
    and t.planned_at > now() - interval '7 days'
) missed on true
where s.workspace_id = $1::uuid and (w.name, s.trigger_id) > ($2::text, $3::text)
order by w.name, s.trigger_id limit $4::integer`;

export interface ScheduleStateRow {
  readonly workflow_name: string;
  readonly workspace_id: string;
  readonly workflow_id: string;
  readonly trigger_id: string;
  readonly version_id: string;
  readonly definition: string;
  readonly anchor_ms: number;
  readonly next_ms: number | null;
  readonly missed: number;
  readonly last_missed: Date | null;
}

/** Index: `schedule_tick_pkey`. */
export async function listScheduleStates(
  pool: pg.Pool,
  after: { readonly workspaceId: string; readonly name: string; readonly triggerId: string; readonly limit: number },
): Promise<readonly ScheduleStateRow[]> {
  const { rows } = await pool.query<ScheduleStateRow>({
    name: 'list-schedule-states',
    text: SCHEDULES,
    values: [after.workspaceId, after.name, after.triggerId, after.limit],
  });
  return rows;
}
