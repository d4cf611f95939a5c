// Why this shape: who takes a schedule holds its row until the tick, the run and the next time are committed together; others
// pass it by. Indexes: `schedule_due`, primary keys. Locks: the schedules it takes. Runs: every two seconds, or when the next
// is due.
import type pg from 'pg';

export interface ScheduleRow {
  readonly workspace_id: string;
  readonly workflow_id: string;
  readonly version_id: string;
  readonly trigger_id: string;
  readonly definition: string;
  readonly anchor_ms: number;
  readonly next_ms: number | null;
  readonly now_ms: number;
}
const COLUMNS = `workspace_id, workflow_id, version_id, trigger_id, definition,
  extract(epoch from anchor_at)::double precision * 1000 as anchor_ms,
  extract(epoch from next_at)::double precision * 1000 as next_ms,
  extract(epoch from now())::double precision * 1000 as now_ms`;

const TAKE = `
select ${COLUMNS} from schedule
where next_at <= now() order by next_at limit $1::integer for update skip locked`;

export async function takeDueSchedules(client: pg.ClientBase, limit: number): Promise<readonly ScheduleRow[]> {
  const { rows } = await client.query<ScheduleRow>({ name: 'take-due-schedules', text: TAKE, values: [limit] });
  return rows;
}

const TICKS = `
insert into schedule_tick (workflow_id, trigger_id, planned_at, run_id)
select $1::uuid, $2::text, to_timestamp(planned_ms / 1000), run_id
from unnest($3::double precision[], $4::uuid[]) as t(planned_ms, run_id)
order by planned_ms
on conflict (workflow_id, trigger_id, planned_at) do nothing
returning run_id`;

/** Returns the runs of the ticks that nobody has kept before. */
export async function keepTicks(
  client: pg.ClientBase,
  { workflow_id, trigger_id }: Pick<ScheduleRow, 'workflow_id' | 'trigger_id'>,
  ticks: readonly { readonly plannedMs: number; readonly runId: string | null }[],
): Promise<ReadonlySet<string>> {
  const values = [workflow_id, trigger_id, ticks.map(({ plannedMs }) => plannedMs), ticks.map(({ runId }) => runId)];
  const { rows } = await client.query<{ run_id: string | null }>({ name: 'keep-ticks', text: TICKS, values });
  return new Set(rows.flatMap(({ run_id }) => run_id ?? []));
}

const MOVE = `
update schedule set next_at = to_timestamp($3::double precision / 1000)
where workflow_id = $1::uuid and trigger_id = $2::text`;

export async function moveSchedule(
  client: pg.ClientBase,
  { workflow_id, trigger_id }: Pick<ScheduleRow, 'workflow_id' | 'trigger_id'>,
  nextMs: number | undefined,
): Promise<void> {
  await client.query({ name: 'move-schedule', text: MOVE, values: [workflow_id, trigger_id, nextMs ?? null] });
}

const NEXT = `
select extract(epoch from min(next_at) - clock_timestamp())::double precision * 1000 as due_in_ms
from schedule where next_at is not null`;

/** How long until the next schedule is due; nothing when none ever is. */
export async function readNextDue(client: pg.Pool | pg.ClientBase): Promise<number | undefined> {
  const { rows } = await client.query<{ due_in_ms: number | null }>({ name: 'next-schedule', text: NEXT });
  return rows[0]?.due_in_ms ?? undefined;
}

const LIST = `
select ${COLUMNS} from schedule where workspace_id = $1::uuid and workflow_id = $2::uuid order by trigger_id limit 1000`;

export async function listSchedules(
  pool: pg.Pool,
  workspaceId: string,
  workflowId: string,
): Promise<readonly ScheduleRow[]> {
  const values = [workspaceId, workflowId];
  const { rows } = await pool.query<ScheduleRow>({ name: 'list-schedules', text: LIST, values });
  return rows;
}
