// Why this shape: all that gathered in a process (new runs, moves of runs, their steps) is one statement, so one round trip
// and one commit. Rows travel as JSON text, which costs less to make and to read than arrays per column.
// Indexes: primary keys; `run_due` is kept up. Locks: the rows it writes, in the order given, which its caller sorts: two
// batches never wait for each other in a circle. Runs: up to some hundred times a second.
// `id = any` and `status || ''` leave the planner nothing but the primary key: for a batch it would else read all running
// runs while the table is small, and keep that plan. `(… in …) is true` asks a hash, where a join would compare all with all.
import type pg from 'pg';

/** A run to keep. Payload fields are JSON text. */
export interface NewRunRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly workflow_id: string;
  readonly version_id: string;
  readonly trigger_id: string;
  readonly trigger_type: string;
  readonly status: string;
  readonly priority: number;
  readonly fence: number;
  readonly worker_id: string | null;
  /** From the database's now. Null: ended. */
  readonly due_in_ms: number | null;
  readonly accepted_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly input: string;
  /** Base64. */
  readonly raw_body: string | null;
  readonly step_count: number;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly failed_path: string | null;
  readonly dedupe_key: string | null;
  readonly dedupe_hash: string | null;
  readonly dedupe_seconds: number | null;
}
/** A move of a run that is held under a fence. Null leaves a column as it is, where `status` allows it. */
export interface MoveRow {
  readonly id: string;
  readonly fence: number;
  readonly status: string;
  readonly due_in_ms: number | null;
  readonly checkpoint: string | null;
  readonly current_state: string | null;
  readonly step_count: number | null;
  readonly ended_at: string | null;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly failed_path: string | null;
}
export interface StepRow {
  readonly run_id: string;
  readonly sequence: number;
  readonly record: string;
}

const TEXT = `
with incoming as (
  select * from json_to_recordset($1::json) as r(
    id uuid, workspace_id uuid, workflow_id uuid, version_id uuid, trigger_id text, trigger_type text, status text,
    priority smallint, fence integer, worker_id text, due_in_ms double precision, accepted_at timestamptz,
    started_at timestamptz, ended_at timestamptz, input text, raw_body text, step_count integer, output text, error text,
    cause text, failed_path text, dedupe_key text, dedupe_hash text, dedupe_seconds integer)
), claimed_key as (
  insert into dedupe_key as k (workflow_id, trigger_id, key, run_id, content_hash, expires_at)
  select workflow_id, trigger_id, dedupe_key, id, dedupe_hash, now() + make_interval(secs => dedupe_seconds)
  from incoming where dedupe_key is not null
  on conflict (workflow_id, trigger_id, key) do update
    set run_id = excluded.run_id, content_hash = excluded.content_hash, expires_at = excluded.expires_at
    where k.expires_at < now() or k.run_id = excluded.run_id
  returning run_id
), accepted as (
  insert into run (id, workspace_id, workflow_id, version_id, trigger_id, trigger_type, status, priority, fence, worker_id,
    due_at, accepted_at, started_at, ended_at, input, raw_body, step_count, output, error, cause, failed_path)
  select id, workspace_id, workflow_id, version_id, trigger_id, trigger_type, status, priority, fence, worker_id,
    now() + due_in_ms * interval '1 millisecond', accepted_at, started_at, ended_at, input, decode(raw_body, 'base64'),
    step_count, output, error, cause, failed_path
  from incoming
  where dedupe_key is null or id in (select run_id from claimed_key)
  on conflict (id) do nothing
  returning id
), moves as (
  select * from json_to_recordset($2::json) as m(
    id uuid, fence integer, status text, due_in_ms double precision, checkpoint text, current_state text,
    step_count integer, ended_at timestamptz, output text, error text, cause text, failed_path text)
), moved as (
  update run set
    status = m.status,
    due_at = case
      when m.status = 'running' then run.due_at
      -- Asked to cancel while it ran: it must not sleep first.
      when m.status = 'waiting' and run.cancel_requested then now()
      else now() + m.due_in_ms * interval '1 millisecond'
    end,
    worker_id = case when m.status = 'running' then run.worker_id end,
    checkpoint = case when m.ended_at is null then coalesce(m.checkpoint, run.checkpoint) end,
    current_state = coalesce(m.current_state, run.current_state),
    step_count = coalesce(m.step_count, run.step_count),
    ended_at = m.ended_at, output = m.output, error = m.error, cause = m.cause, failed_path = m.failed_path
  from moves m
  where run.id = any (array(select id from moves)) and run.id = m.id and run.fence = m.fence and run.status || '' = 'running'
  returning run.id
), recorded as (
  insert into run_step (run_id, sequence, record)
  select run_id, sequence, record
  from json_to_recordset($3::json) as s(run_id uuid, sequence integer, record text)
  where (run_id in (select id from accepted union all select id from moved)) is true
  on conflict (run_id, sequence) do nothing
)
select id from accepted union all select id from moved`;

/** Writes the batch in one transaction. Returns the ids of the runs that were written. */
export async function writeBatch(
  client: pg.Pool | pg.PoolClient,
  batch: {
    readonly runs: readonly NewRunRow[];
    readonly moves: readonly MoveRow[];
    readonly steps: readonly StepRow[];
  },
): Promise<ReadonlySet<string>> {
  const values = [batch.runs, batch.moves, batch.steps].map((rows) => JSON.stringify(rows));
  const { rows } = await client.query<{ id: string }>({ name: 'write-batch', text: TEXT, values });
  return new Set(rows.map((row) => row.id));
}
