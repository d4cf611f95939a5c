// Why this shape: all that gathered in a process (new runs, moves of runs, their steps and journals) is one statement, so one
// round trip and one commit. Rows travel as JSON text, which costs less to make and to read than arrays per column. What few
// batches need (parents, conditions, journals) is in the statement only for those batches. Columns that hold JSON come nested
// where they can be: see `nested-json.ts`.
// Indexes: primary keys; `run_due` is kept up. Locks: the rows it writes, in the order given, which its caller sorts: two
// batches never wait for each other in a circle. Runs: up to some hundred times a second.
// `id = any` and `status || ''` leave the planner nothing but the primary key: for a batch it would else read all running
// runs while the table is small, and keep that plan. `(… in …) is true` asks a hash, where a join would compare all with all.
import type { StoreChanges } from '@millrace/runtime';
import type pg from 'pg';
import { nestedRows } from './nested-json.ts';
import { FAILURE_ROWS, type FailureColumn } from './note-failures.ts';

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
  /** What few runs have. */
  readonly extras?: NewRunExtras;
  /** It is kept with a move of this run, or not at all. */
  readonly follows?: string;
  readonly failure?: FailureColumn;
}
/** Columns beyond the usual; absent ones are null. */
export interface NewRunExtras {
  readonly parent_run_id?: string;
  readonly parent_path?: string;
  readonly depth?: number;
  readonly parent_awaits?: boolean;
  /** One JSON object of texts. */
  readonly search_attributes?: string;
  readonly kept_payloads?: string;
  /** Nobody here knows yet what the version keeps: its row says so. */
  readonly asks_kept_payloads?: boolean;
  readonly is_test?: true;
  /** Where it begins, in a run that was made of another one. */
  readonly begins_at?: string;
  readonly begins_in?: string;
  readonly retry_of?: string;
  readonly retry_kind?: string;
  readonly retry_from?: string;
  readonly key_seed?: string;
  readonly admission?: AdmissionRow;
}
export interface AdmissionRow {
  readonly state: 'held' | 'ended';
  readonly bucket: string;
  readonly ordering_key?: string;
  readonly concurrency_key?: string;
  readonly concurrency_max?: number;
  readonly overlap?: string;
  readonly rate_key?: string;
  readonly rate_limit?: number;
  readonly rate_seconds?: number;
  readonly debounce_key?: string;
  readonly debounce_seconds?: number;
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
  readonly compensating?: true;
  /** Something happened inside the composite state where it stands. */
  readonly progressed?: true;
  readonly failure?: FailureColumn;
}
export interface StepRow {
  readonly run_id: string;
  readonly sequence: number;
  readonly record: string;
}
export interface JournalEntryRow {
  readonly run_id: string;
  readonly path: string;
  readonly entry: string;
}
/** What connectors keep of a run's steps. `path`: of the journal, so that it is written once. */
export interface StoreWriteRow {
  readonly run_id: string;
  readonly path: string;
  readonly changes: readonly StoreChanges[];
}
export interface WriteBatchRows {
  readonly runs: readonly NewRunRow[];
  readonly moves: readonly MoveRow[];
  readonly steps: readonly StepRow[];
  readonly journal: readonly JournalEntryRow[];
}

/** What a batch needs beyond the usual. */
interface Needs {
  /** Some new run has extras. */
  readonly extras: boolean;
  /** Some run ends. */
  readonly ends: boolean;
  readonly journal: boolean;
  /** Some run fails. */
  readonly fails: boolean;
}

const EXTRA_FIELDS = `, parent_run_id uuid, parent_path text, depth smallint, parent_awaits boolean, search_attributes text,
    kept_payloads text, asks_kept_payloads boolean, is_test boolean, begins_at text,
    begins_in text, retry_of uuid, retry_kind text, retry_from text, key_seed text, admission_state text, bucket text, ordering_key text, concurrency_key text,
    concurrency_max integer, overlap text, rate_key text, rate_limit integer, rate_seconds double precision,
    debounce_key text, debounce_seconds double precision`;
const EXTRA_COLUMNS = `, parent_run_id, parent_path, depth, parent_awaits, search_attributes, has_admission, is_test, kept_payloads,
  checkpoint, current_state, retry_of, retry_kind, retry_from, key_seed, ordering_key`;
const EXTRA_VALUES = `, parent_run_id, parent_path, depth, parent_awaits, search_attributes, admission_state is not null, is_test is true,
    case when asks_kept_payloads then coalesce((select v.kept_payloads from workflow_version v where v.id = version_id),
      (select t.kept_payloads from draft_test t where t.id = version_id)) else kept_payloads end,
    begins_at, begins_in, retry_of, retry_kind, retry_from, key_seed, ordering_key`;
const EXTRA_ROWS = `, conditioned as (
  insert into run_admission (run_id, workspace_id, workflow_id, state, bucket, ordering_key, concurrency_key, concurrency_max,
    overlap, rate_key, rate_limit, rate_seconds, debounce_key, held_until, admitted_at)
  select id, workspace_id, workflow_id, admission_state, bucket, ordering_key, concurrency_key, concurrency_max, overlap,
    rate_key, rate_limit, rate_seconds, debounce_key, now() + debounce_seconds * interval '1 second',
    case when admission_state = 'ended' then now() end
  from incoming where admission_state is not null and (id in (select id from accepted)) is true
  on conflict (run_id) do nothing
), searchable as (
  insert into search_attribute (workspace_id, name, value, run_id)
  select workspace_id, attribute.key, attribute.value, id
  from incoming cross join lateral json_each_text(search_attributes::json) attribute
  where search_attributes is not null and (id in (select id from accepted)) is true
  on conflict (workspace_id, name, value, run_id) do nothing
), child_ended as (
  insert into run_signal (run_id, source)
  select parent_run_id, id from incoming
  where parent_awaits and ended_at is not null and (id in (select id from accepted)) is true
  on conflict (run_id, source) do nothing
)`;
const END_ROWS = `, answered as (
  insert into run_signal (run_id, source)
  select parent_run_id, id from moved where parent_awaits and ended_at is not null
  union all
  -- What it waited for must hear that nobody does any more. One that has succeeded waits for nothing.
  select id, parent_run_id from run
  where parent_run_id = any (array(select id from moved where ended_at is not null and status <> 'succeeded'))
    and parent_awaits and ended_at is null
  on conflict (run_id, source) do nothing
), left_the_queue as (
  update run_admission set state = 'ended'
  where run_id = any (array(select id from moved where has_admission and ended_at is not null))
)`;
const JOURNAL_ROWS = `, journaled as (
  insert into run_journal (run_id, path, entry)
  select run_id, path, coalesce(entry, entry_json::text)
  from json_to_recordset($4::json) as j(run_id uuid, path text, entry text, entry_json json)
  where (run_id in (select id from accepted union all select id from moved)) is true
  on conflict (run_id, path) do update set entry = excluded.entry
)`;

/** What a batch with failures has besides. */
const FAILING = {
  field: ', failure json',
  column: ', fingerprint',
  value: `, failure ->> 'fingerprint'`,
  set: `, fingerprint = m.failure ->> 'fingerprint'`,
  owners: ', workspace_id, workflow_id, retry_of',
  movedOwners: ', run.workspace_id, run.workflow_id, run.retry_of',
  rows: FAILURE_ROWS,
};
const NOT_FAILING = { field: '', column: '', value: '', set: '', owners: '', movedOwners: '', rows: '' };

const CLAIMED_KEY = `), claimed_key as (
  insert into dedupe_key as k (workflow_id, trigger_id, key, run_id, content_hash, expires_at)
  select workflow_id, trigger_id, dedupe_key, id, dedupe_hash, now() + make_interval(secs => dedupe_seconds)
  from incoming where dedupe_key is not null
  on conflict (workflow_id, trigger_id, key) do update
    set run_id = excluded.run_id, content_hash = excluded.content_hash, expires_at = excluded.expires_at
    where k.expires_at < now() or k.run_id = excluded.run_id
  returning run_id
`;

const textFor = (needs: Needs): string => batchText(needs, needs.fails ? FAILING : NOT_FAILING);

/**
 * A first try whose connection was lost may come to life when what followed is written already: its position is an old one, from
 * which recorded steps would be done again.
 */
const IS_IN_TIME = '(m.step_count < run.step_count) is not true';

const batchText = ({ extras, ends, journal }: Needs, failing: typeof FAILING): string => `
with incoming as (
  select * from json_to_recordset($1::json) as r(
    id uuid, workspace_id uuid, workflow_id uuid, version_id uuid, trigger_id text, trigger_type text, status text,
    priority smallint, fence integer, worker_id text, due_in_ms double precision, accepted_at timestamptz,
    started_at timestamptz, ended_at timestamptz, input text, input_json json, output_json json, raw_body text, step_count integer, output text, error text,
    cause text, failed_path text, dedupe_key text, dedupe_hash text, dedupe_seconds integer${extras ? EXTRA_FIELDS : ''}${failing.field})
${CLAIMED_KEY}), accepted as (
  insert into run (id, workspace_id, workflow_id, version_id, trigger_id, trigger_type, status, priority, fence, worker_id,
    due_at, accepted_at, started_at, ended_at, input, raw_body, step_count, output, error, cause, failed_path
    ${extras ? EXTRA_COLUMNS : ''}${failing.column})
  select id, workspace_id, workflow_id, version_id, trigger_id, trigger_type, status, priority, fence, worker_id,
    now() + due_in_ms * interval '1 millisecond', accepted_at, started_at, ended_at,
    coalesce(input, input_json::text), decode(raw_body, 'base64'), step_count, coalesce(output, output_json::text), error, cause, failed_path${extras ? EXTRA_VALUES : ''}${failing.value}
  from incoming
  where dedupe_key is null or id in (select run_id from claimed_key)
  on conflict (id) do nothing
  returning id${failing.owners}
), moves as (
  select * from json_to_recordset($2::json) as m(
    id uuid, fence integer, status text, due_in_ms double precision, checkpoint text, checkpoint_json json, current_state text,
    step_count integer, ended_at timestamptz, output text, error text, cause text, failed_path text,
    output_json json, compensating boolean, progressed boolean${failing.field})
), moved as (
  update run set
    status = m.status,
    due_at = case
      when m.status = 'running' then run.due_at
      -- Asked to cancel while it ran: it must not sleep first.
      when m.status = 'waiting' and run.cancel_requested
        and not (run.cancel_mode is not distinct from 'compensate' and (run.compensating or m.compensating is true))
      then now()
      else now() + m.due_in_ms * interval '1 millisecond'
    end,
    worker_id = case when m.status = 'running' then run.worker_id end,
    -- Of one that has failed or was cancelled another run may go on from there.
    checkpoint = case when m.ended_at is null or m.status in ('failed', 'timed_out', 'cancelled')
      then coalesce(case when ${IS_IN_TIME} then coalesce(m.checkpoint, m.checkpoint_json::text) end, run.checkpoint) end,
    current_state = coalesce(case when ${IS_IN_TIME} then m.current_state end, run.current_state),
    -- Two writes of one execution may be on their way at once.
    step_count = greatest(run.step_count, m.step_count),
    compensating = run.compensating or m.compensating is true,
    -- One that falls asleep has not ended its process.
    losses = case when m.status = 'running' and m.checkpoint is null and m.checkpoint_json is null and m.progressed is not true
      then run.losses else 0 end,
    ended_at = m.ended_at, output = coalesce(m.output, m.output_json::text), error = m.error, cause = m.cause, failed_path = m.failed_path${failing.set}
  from moves m
  where run.id = any (array(select id from moves)) and run.id = m.id and run.fence = m.fence and run.status || '' = 'running'
  returning run.id${failing.movedOwners}${ends ? ', run.parent_run_id, run.parent_awaits, run.has_admission, run.ended_at, run.status' : ''}
), recorded as (
  insert into run_step (run_id, sequence, record)
  select run_id, sequence, coalesce(record, record_json::text)
  from json_to_recordset($3::json) as s(run_id uuid, sequence integer, record text, record_json json)
  where (run_id in (select id from accepted union all select id from moved)) is true
  on conflict (run_id, sequence) do nothing
)${journal ? JOURNAL_ROWS : ''}${extras ? EXTRA_ROWS : ''}${ends ? END_ROWS : ''}${failing.rows}
select id from accepted union all select id from moved`;

const TEXTS = new Map<string, string>();

/** The statement for such a batch; its name says which it is. */
function statementFor(needs: Needs): { readonly name: string; readonly text: string } {
  const name = `write-batch${needs.extras ? '-extras' : ''}${needs.ends ? '-ends' : ''}${needs.journal ? '-journal' : ''}${needs.fails ? '-fails' : ''}`;
  const text = TEXTS.get(name) ?? textFor(needs);
  TEXTS.set(name, text);
  return { name, text };
}

/** Writes the batch in one transaction. Returns the ids of the runs that were written. */
export async function writeBatch(
  client: pg.Pool | pg.PoolClient,
  { runs, moves, steps, journal }: WriteBatchRows,
): Promise<ReadonlySet<string>> {
  const needs = {
    extras: runs.some(({ extras }) => extras !== undefined),
    ends: moves.some(({ ended_at }) => ended_at !== null),
    journal: journal.length > 0,
    fails: runs.some(({ failure }) => failure !== undefined) || moves.some(({ failure }) => failure !== undefined),
  };
  const values = [
    nestedRows(needs.extras ? runs.map(flatRow) : runs, ['input', 'output']),
    nestedRows(moves, ['checkpoint', 'output']),
    nestedRows(steps, ['record']),
    ...(needs.journal ? [nestedRows(journal, ['entry'])] : []),
  ];
  const result = await client.query<{ id: string }>({ ...statementFor(needs), values });
  return new Set(result.rows.map((row) => row.id));
}

/** Extras beside the other columns, as the statement reads them. */
function flatRow({ extras, ...row }: NewRunRow): NewRunRow {
  if (extras?.admission === undefined) return { ...row, ...extras };
  const { state, ...admission } = extras.admission;
  const flat = { ...row, ...extras, ...admission, admission: undefined, admission_state: state };
  return flat;
}
