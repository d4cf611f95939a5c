// Why this shape: a day is dropped as a whole where all of its runs are past every retention; where one workflow keeps less,
// rows go in bounded batches, found by the workflow's own index. An unfinished run is never touched.
// Indexes: `run_list_workflow`, `run_tests_workflow`, `run_to_blank`, primary keys. Locks: the rows it removes. Runs: some times a day.
import type pg from 'pg';
import { firstUuidOf } from '../uuid.ts';

/** Days that runs are kept after their end, unless their version says otherwise. */
const DEFAULT_SUCCEEDED_DAYS = 30;
const DEFAULT_FAILED_DAYS = 90;
const BATCH_ROWS = 1000;

const LONGEST = `
select greatest(${DEFAULT_FAILED_DAYS},
  coalesce(max(greatest(coalesce(succeeded_days, ${DEFAULT_SUCCEEDED_DAYS}), coalesce(failed_days, ${DEFAULT_FAILED_DAYS}))), 0)) as days
from workflow_version`;

/** The longest that any workflow keeps a run. */
export async function readLongestDays(client: pg.Pool): Promise<number> {
  const { rows } = await client.query<{ days: number }>(LONGEST);
  return rows[0]?.days ?? DEFAULT_FAILED_DAYS;
}

const daysOf = (version: string): string => `
  case when run.status = 'succeeded' then coalesce(${version}.succeeded_days, ${DEFAULT_SUCCEEDED_DAYS})
    else coalesce(${version}.failed_days, ${DEFAULT_FAILED_DAYS}) end`;

const WORKFLOWS = `
select workflow_id, min(least(coalesce(succeeded_days, ${DEFAULT_SUCCEEDED_DAYS}), coalesce(failed_days, ${DEFAULT_FAILED_DAYS}))) as days
from workflow_version group by workflow_id`;

/** Each workflow, and the shortest that one of its versions keeps a run. */
export async function readShortestDays(
  client: pg.Pool,
): Promise<readonly { readonly workflow_id: string; readonly days: number }[]> {
  return (await client.query<{ workflow_id: string; days: number }>(WORKFLOWS)).rows;
}

/** In two texts: either has an index of its own. */
const expired = (kind: RunKind): string => `
select run.id, run.ended_at is not null and run.ended_at < now() - make_interval(days => ${daysOf('v')}) as is_over
from run join workflow_version v on v.id = run.version_id
where run.workflow_id = $1::uuid and run.id > $2::uuid and run.id < $3::uuid and ${kind === 'tests' ? '' : 'not '}run.is_test
order by run.id limit ${BATCH_ROWS}`;

/** A run that a test has started executes a version too. */
export type RunKind = 'live' | 'tests';
interface OldRuns {
  readonly kind: RunKind;
  readonly workflowId: string;
  readonly afterId: string;
  readonly beforeId: string;
}

/** The next of a workflow's runs between two ids, and whether their time is over. */
export async function readOldRuns(
  client: pg.Pool,
  { kind, workflowId, afterId, beforeId }: OldRuns,
): Promise<readonly { readonly id: string; readonly is_over: boolean }[]> {
  const values = [workflowId, afterId, beforeId];
  const query = { name: `old-runs-${kind}`, text: expired(kind), values };
  return (await client.query<{ id: string; is_over: boolean }>(query)).rows;
}

/** Days that tests are kept, and calls of test addresses. */
export const TEST_DAYS = 7;

const OLD_TESTS = `
select id from run where is_test and id < $1::uuid and ended_at < now() - make_interval(days => ${TEST_DAYS})
order by id limit ${BATCH_ROWS}`;

/** The next of the tests whose time is over, by `run_tests`. `beforeId`: none that was accepted later can be. */
export async function readOldTests(client: pg.Pool, nowMs: number): Promise<readonly string[]> {
  const beforeId = firstUuidOf(nowMs - TEST_DAYS * 86_400_000);
  const { rows } = await client.query<{ id: string }>({ name: 'old-tests', text: OLD_TESTS, values: [beforeId] });
  return rows.map(({ id }) => id);
}

/** Everything that belongs to a run, by the column that names it. What is asked for last goes last. */
const OWNED = [
  ['run_step', 'run_id'],
  ['run_journal', 'run_id'],
  ['run_signal', 'run_id'],
  ['run_admission', 'run_id'],
  ['search_attribute', 'run_id'],
  ['task_token', 'run_id'],
] as const;

/** Removes runs that have ended, with all that belongs to them. In the caller's transaction. Returns how many. */
export async function removeRuns(client: pg.ClientBase, ids: readonly string[]): Promise<number> {
  const { rows } = await client.query<{ id: string }>({
    name: 'remove-runs',
    text: `delete from run where id = any ($1::uuid[]) and ended_at is not null returning id`,
    values: [ids],
  });
  const removed = rows.map(({ id }) => id);
  for (const [table, column] of OWNED) {
    await client.query({
      name: `remove-${table}`,
      text: `delete from ${table} where ${column} = any ($1::uuid[])`,
      values: [removed],
    });
  }
  // A run's letter is about what the run was given.
  await client.query({
    name: 'remove-letters-of-runs',
    text: `delete from dead_letter where id = any ($1::uuid[]) and source = 'run'`,
    values: [removed],
  });
  return removed.length;
}

const BLANK = `
with found as (
  select run.id, run.kept_payloads = 'none' or run.status = 'succeeded' as is_due from run
  where run.kept_payloads is not null and run.ended_at < now() - $1::double precision * interval '1 second'
  order by run.ended_at limit ${BATCH_ROWS} for update skip locked
), blanked as (
  update run set kept_payloads = null,
    input = case when found.is_due then 'null' else input end,
    raw_body = case when found.is_due then null else raw_body end,
    output = case when found.is_due then null else output end,
    checkpoint = case when found.is_due then null else checkpoint end,
    payloads_gone = found.is_due
  from found where run.id = found.id
  returning run.id, found.is_due
)
select id, is_due from blanked`;

/** Takes the payloads from runs that keep none once they have ended. Returns those whose steps must lose theirs too. */
export async function blankRuns(
  client: pg.ClientBase,
  afterSeconds: number,
): Promise<{ readonly seen: number; readonly ids: readonly string[] }> {
  const { rows } = await client.query<{ id: string; is_due: boolean }>({
    name: 'blank-runs',
    text: BLANK,
    values: [afterSeconds],
  });
  return { seen: rows.length, ids: rows.filter(({ is_due }) => is_due).map(({ id }) => id) };
}

/** Both tables hold JSON as text, and texts that jsonb would refuse: members are taken out where they are read. */
const STEPS = `select run_id, sequence, record from run_step where run_id = any ($1::uuid[]) and (run_id, sequence) > ($2::uuid, $3::integer)
order by run_id, sequence limit ${BATCH_ROWS}`;
const PUT_STEPS = `
update run_step set record = s.record from json_to_recordset($1::json) as s(run_id uuid, sequence integer, record text)
where run_step.run_id = s.run_id and run_step.sequence = s.sequence`;

interface StepText {
  readonly run_id: string;
  readonly sequence: number;
  readonly record: string;
}

/** Rewrites the records of all steps of these runs, and removes their journals and answers, which are of no use after the end. */
export async function blankStepRows(
  client: pg.ClientBase,
  ids: readonly string[],
  blank: (record: string) => string,
): Promise<void> {
  let last: Pick<StepText, 'run_id' | 'sequence'> = { run_id: '00000000-0000-0000-0000-000000000000', sequence: -1 };
  for (;;) {
    const { rows } = await client.query<StepText>({
      name: 'steps-to-blank',
      text: STEPS,
      values: [ids, last.run_id, last.sequence],
    });
    const changed = rows.map((row) => ({ ...row, record: blank(row.record) }));
    if (rows.length > 0)
      await client.query({ name: 'blank-steps', text: PUT_STEPS, values: [JSON.stringify(changed)] });
    last = rows.at(-1) ?? last;
    if (rows.length < BATCH_ROWS) break;
  }
  await client.query({
    name: 'blank-journals',
    text: 'delete from run_journal where run_id = any ($1::uuid[])',
    values: [ids],
  });
  await client.query({
    name: 'blank-tokens',
    text: 'update task_token set output = null where run_id = any ($1::uuid[]) and output is not null',
    values: [ids],
  });
}

const OLDEST = `select min(id::text) as id from (select id from run order by id limit 1) oldest`;

/** The oldest run that is kept: nothing younger than it may lose its payloads. */
export async function readOldestRun(client: pg.Pool): Promise<string | undefined> {
  return (await client.query<{ id: string | null }>(OLDEST)).rows[0]?.id ?? undefined;
}

/** Figures of one length, and how often somebody looked. */
function removeMetrics(stepSeconds: number): string {
  return `with looks as (delete from metric_look where step_seconds = ${stepSeconds} and bucket_at < $1::timestamptz)
  delete from metric_rollup where ctid in (
    select ctid from metric_rollup where step_seconds = ${stepSeconds} and bucket_at < $1::timestamptz
    order by bucket_at limit ${BATCH_ROWS} for update skip locked)`;
}

/** What grows old by itself: removed in batches, each by its index. */
const LEFTOVERS = {
  // What no run refers to any more. One that was kept just now may have none yet.
  draftTests: `delete from draft_test where id in (
    select t.id from draft_test t where t.created_at < $1::timestamptz
      and not exists (select 1 from run where run.is_test and run.version_id = t.id)
    order by t.created_at limit ${BATCH_ROWS} for update skip locked)`,
  captures: `delete from captured_call where (workflow_id, id) in (
    select workflow_id, id from captured_call where captured_at < $1::timestamptz
    order by captured_at limit ${BATCH_ROWS} for update skip locked)`,
  payloads: `delete from payload where hash in (
    select hash from payload where last_used_on < $1::date order by last_used_on limit ${BATCH_ROWS} for update skip locked)`,
  ticks: `delete from schedule_tick where (workflow_id, trigger_id, planned_at) in (
    select workflow_id, trigger_id, planned_at from schedule_tick where planned_at < $1::timestamptz
    order by planned_at limit ${BATCH_ROWS} for update skip locked)`,
  tokens: `delete from task_token where token in (
    select token from task_token t where expires_at < $1::timestamptz
      and not exists (select 1 from run where run.id = t.run_id and run.ended_at is null)
    order by expires_at limit ${BATCH_ROWS} for update skip locked)`,
  groupHours: `delete from error_group_hour where (workspace_id, fingerprint, hour, version) in (
    select workspace_id, fingerprint, hour, version from error_group_hour where hour < $1::timestamptz
    order by hour limit ${BATCH_ROWS} for update skip locked)`,
  // What is ignored for ever, or until it was seen more often, would come back as something new.
  groups: `delete from error_group where (workspace_id, fingerprint) in (
    select workspace_id, fingerprint from error_group
    where last_seen_at < $1::timestamptz and (state <> 'ignored' or ignored_until < now())
    order by last_seen_at limit ${BATCH_ROWS} for update skip locked)`,
  minutes: removeMetrics(60),
  hours: removeMetrics(3600),
  days: removeMetrics(86_400),
  // A process that is gone sends nothing again.
  senders: `delete from metric_sender where sender in (
    select sender from metric_sender where sent_at < $1::timestamptz limit ${BATCH_ROWS} for update skip locked)`,
  bulks: `delete from bulk_action where id in (
    select id from bulk_action where ended_at < $1::timestamptz
    order by ended_at limit ${BATCH_ROWS} for update skip locked)`,
  // One that is tried again at this moment is another day's.
  letters: `delete from dead_letter where id in (
    select id from dead_letter where last_failed_at < $1::timestamptz and state <> 'redriving'
    order by last_failed_at limit ${BATCH_ROWS} for update skip locked)`,
  admissions: `delete from run_admission where run_id in (
    select run_id from run_admission a where state = 'ended'
      and coalesce(admitted_at, '-infinity') < now() - coalesce(rate_seconds, 0) * interval '1 second'
      and $1::timestamptz is not null
    limit ${BATCH_ROWS} for update skip locked)`,
} as const;

/** Removes all of one kind that are older than a moment. Returns how many. */
export async function removeLeftovers(client: pg.Pool, kind: keyof typeof LEFTOVERS, before: Date): Promise<number> {
  let removed = 0;
  for (;;) {
    const { rowCount } = await client.query({
      name: `remove-old-${kind}`,
      text: LEFTOVERS[kind],
      values: [before.toISOString()],
    });
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH_ROWS) return removed;
  }
}

/** An ended admission of a run that is gone, a signal of a run that is gone: whoever admits looks at ended runs only. */
const HEAL = `
update run_admission a set state = 'ended'
where a.state = 'admitted' and not exists (select 1 from run where run.id = a.run_id and run.ended_at is null)`;

/** Gives back places that an earlier Millrace, which knew nothing of them, has left taken. */
export async function healAdmissions(client: pg.Pool): Promise<void> {
  await client.query(HEAL);
}
