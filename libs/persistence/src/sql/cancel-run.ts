// Why this shape: one statement decides by the state that it finds, so a claim in between cannot be overtaken. Who waits for
// the end hears of it, so do those whose end it waited for, and a place that it had becomes free, in the same commit.
// Index: primary keys, `run_children`. Locks: the row. Runs: when a person asks.
import type { RunSignal, RunStore } from '@millrace/runtime';
import type pg from 'pg';

const TEXT = `
with asked as (
  update run set
    cancel_requested = true,
    cancel_mode = $3::text,
    status = case when stays.stays then status else 'cancelled' end,
    due_at = case when status = 'running' then due_at when stays.stays then least(due_at, now()) end,
    ended_at = case when stays.stays then null else now() end
  from (select id, status = 'running' or ($3::text = 'compensate' and started_at is not null) as stays
    from run where id = $2::uuid and workspace_id = $1::uuid for update) stays
  where run.id = stays.id and ended_at is null
  returning run.id, run.status, run.ended_at, run.parent_run_id, run.parent_awaits, run.has_admission
), told as (
  insert into run_signal (run_id, source)
  select parent_run_id, id from asked where parent_awaits and ended_at is not null
  union all
  select id, parent_run_id from run
  where parent_run_id = any (array(select id from asked where ended_at is not null)) and parent_awaits and ended_at is null
  on conflict (run_id, source) do nothing
), left_the_queue as (
  update run_admission set state = 'ended'
  where run_id = any (array(select id from asked where has_admission and ended_at is not null))
)
select status from asked`;
const FIND = `select 1 from run where id = $2::uuid and workspace_id = $1::uuid`;

export async function cancelRun(
  client: pg.Pool | pg.ClientBase,
  { workspaceId, runId, mode }: { readonly workspaceId: string; readonly runId: string; readonly mode: CancelMode },
): Promise<'cancelled' | 'requested' | 'already_ended' | 'not_found'> {
  const values = [workspaceId, runId, mode];
  const { rows } = await client.query<{ status: string }>({ name: 'cancel-run', text: TEXT, values });
  if (rows[0] !== undefined) return rows[0].status === 'cancelled' ? 'cancelled' : 'requested';
  const found = await client.query({ name: 'find-run-for-cancel', text: FIND, values: [workspaceId, runId] });
  return found.rowCount === 0 ? 'not_found' : 'already_ended';
}
export type CancelMode = NonNullable<RunSignal['cancel']>;

/**
 * The run that waited for this one has ended; its process may have died before it could say so. One that undoes what it did
 * goes on with that. A scalar, because the planner would answer `exists` by reading all runs.
 */
const LEFT_BEHIND = `(run.parent_awaits is true and not run.compensating
    and (select parent.ended_at is null from run parent where parent.id = run.parent_run_id) is not true)`;
/** Whether and how a run must stop. */
export const CANCEL = `coalesce(run.cancel_mode, case when run.cancel_requested or ${LEFT_BEHIND} then 'stop' end)`;

// Both are told as long as the run goes on, and only read here: an answer may get lost on its way, and a run may be parking
// while it is told. Who claims the run has heard it, and so has who says so. Indexes: primary keys. Runs: every second, for all that a process holds.
const SIGNALS = `
select id, cancel, answers from (
  select run.id, ${CANCEL} as cancel, array(select s.source from run_signal s where s.run_id = run.id order by s.source) as answers
  from run where run.id = any ($1::uuid[])
) held where cancel is not null or answers <> '{}'`;
const FORGET = `
delete from run_signal using unnest($1::uuid[], $2::text[]) as heard(run_id, source)
where run_signal.run_id = heard.run_id and run_signal.source = heard.source`;

export async function findSignals(
  pool: pg.Pool,
  { runIds, heard }: Parameters<RunStore['findSignals']>[0],
): Promise<readonly RunSignal[]> {
  if (heard.length > 0) {
    const values = [heard.map(({ runId }) => runId), heard.map(({ source }) => source)];
    await pool.query({ name: 'forget-signals', text: FORGET, values });
  }
  const { rows } = await pool.query<{ id: string; cancel: CancelMode | null; answers: readonly string[] }>({
    name: 'find-signals',
    text: SIGNALS,
    values: [runIds],
  });
  return rows.map(({ id, cancel, answers }) => ({
    runId: id,
    ...(cancel === null ? {} : { cancel }),
    ...(answers.length > 0 ? { answers } : {}),
  }));
}
