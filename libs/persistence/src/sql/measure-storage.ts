// Why this shape: runs are kept by day, and an old day hardly changes, so a day is measured as a whole and seldom; nothing is
// counted where runs are written. `pg_column_size` tells what is stored without reading it. Of a day that is larger than a bound
// a sample of its pages is read and counted up. One workflow that is over its quota is measured exactly, by its index: what a quota
// removes is gone. Indexes: none for a day, it scans; `run_list_workflow` for a workflow. Locks: an advisory one, which whoever
// measures shares and whoever removes has alone. Runs: a few days an hour.
import type pg from 'pg';
import { firstUuidOf } from '../uuid.ts';

const DAY_MS = 86_400_000;
/** Of one table and day: 128 MiB. */
const DEFAULT_MAX_PAGES = 16_384;
/** To find shared values, texts are read wherever they lie: of tables that are larger, with what lies beside them, none are. */
const SHARED_PAGES_FACTOR = 8;
/** A row's own head, its index entries, and its columns of fixed length, roughly. */
const RUN_ROW_BYTES = 300;
const OTHER_ROW_BYTES = 60;

const sizesOf = (...columns: readonly string[]): string =>
  columns.map((column) => `coalesce(pg_column_size(${column}), 0)`).join(' + ');
/** What a run holds in its own row. */
const RUN_BYTES = `${RUN_ROW_BYTES} + ${sizesOf('input', 'raw_body', 'output', 'checkpoint', 'cause', 'search_attributes')}`;
const BESIDE = { run_step: 'record', run_journal: 'entry' } as const;

const CLAIM = `
insert into storage_day (day, measured_at) values ($1::date, now())
on conflict (day) do update set measured_at = excluded.measured_at
where storage_day.measured_at < now() - $2::double precision * interval '1 second'
returning day`;

/** Whether this process is to measure the day now: its last measurement is as old, and nobody else does. */
export async function claimDay(client: pg.Pool, day: string, olderThanSeconds: number): Promise<boolean> {
  const { rows } = await client.query({ name: 'claim-storage-day', text: CLAIM, values: [day, olderThanSeconds] });
  return rows.length > 0;
}

const LOCK = 7_207_024;
/** Longer than the server is given for it. */
export const SLOW = { query_timeout: 310_000 };

/** Waits while somebody removes, which is a moment. Sets what the run path has for short statements aside, until the transaction ends. */
export async function beginMeasuring(client: pg.ClientBase): Promise<void> {
  await client.query(
    `set local statement_timeout = '5min'; set local enable_hashjoin = on; set local enable_seqscan = on`,
  );
  await client.query('select pg_advisory_xact_lock_shared($1)', [LOCK]);
}

/** Whether nobody measures or removes, until the transaction ends. */
export async function beginRemoving(client: pg.ClientBase): Promise<boolean> {
  await client.query(`set local statement_timeout = '5min'`);
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [LOCK]);
  return rows[0]?.mine === true;
}

const PAGES = `select coalesce(sum(pg_relation_size(c.oid)) / 8192, 0)::float8 as pages,
  coalesce(sum(pg_table_size(c.oid)) / 8192, 0)::float8 as all_pages
from pg_class c where c.relname = any ($1::text[]) and c.relnamespace = 'public'::regnamespace`;

/** How much of a table's day is read, in percent. */
async function sizeOf(
  client: pg.ClientBase,
  table: string,
  { day, maxPages }: MeasuredDay,
): Promise<{ readonly percent: number; readonly allPages: number }> {
  const names = [`${table}_${day.replaceAll('-', '')}`, `${table}_default`];
  const { rows } = await client.query<{ pages: number; all_pages: number }>(PAGES, [names]);
  const [{ pages, all_pages: allPages } = { pages: 0, all_pages: 0 }] = rows;
  return { percent: Math.min(100, (100 * maxPages) / Math.max(1, pages)), allPages };
}

interface MeasuredDay {
  readonly day: string;
  readonly maxPages: number;
}
interface Measured {
  runs: number;
  bytes: number;
}
interface MeasuredRow {
  readonly workflow_id: string;
  readonly runs: number;
  readonly bytes: number;
}

interface MeasuredSpan {
  readonly from: string;
  readonly before: string;
  /** Of its pages. */
  readonly percent: number;
  /** Of all workflows, if of none. */
  readonly workflowId?: string | undefined;
}

/** A part of a day's pages; of a workflow, what its index leads to. */
const samplingOf = ({ percent, workflowId }: MeasuredSpan): string =>
  workflowId === undefined ? `tablesample system (${percent})` : '';
const ofWorkflow = ({ workflowId }: Pick<MeasuredSpan, 'workflowId'>): string =>
  workflowId === undefined ? '' : ` and run.workflow_id = '${workflowId}'`;

const HASH_IN_TEXT = `decode((regexp_matches(text, '@sha256:([0-9a-f]{64})', 'g'))[1], 'hex')`;
const MAY_REFER = 'least(pg_column_size(input), pg_column_size(output)) < 120';

/** Literally, for the planner must see which day it is; all of it is ours. */
const runsOf = (span: MeasuredSpan): string => `
select workflow_id, count(*)::float8 as runs, sum(${RUN_BYTES})::float8 as bytes
from run ${samplingOf(span)} where id >= '${span.from}' and id < '${span.before}'${ofWorkflow(span)} group by workflow_id`;
const besideOf = (table: keyof typeof BESIDE, span: MeasuredSpan): string => `
select run.workflow_id, 0::float8 as runs, sum(${OTHER_ROW_BYTES} + pg_column_size(b.${BESIDE[table]}))::float8 as bytes
from ${table} b ${samplingOf(span)} join run on run.id = b.run_id
where b.run_id >= '${span.from}' and b.run_id < '${span.before}'
  and run.id >= '${span.from}' and run.id < '${span.before}'${ofWorkflow(span)}
group by run.workflow_id`;

/** Values that are kept once, whoever has them: once for each workflow and day that refers to them. */
const sharedOf = (span: Omit<MeasuredSpan, 'percent'>): string => `
select used.workflow_id, 0::float8 as runs, sum(pg_column_size(p.body))::float8 as bytes from (
  select distinct workflow_id, ${HASH_IN_TEXT} as hash from (
    select workflow_id, unnest(array[input, output]) as text from run
    where id >= '${span.from}' and id < '${span.before}'${ofWorkflow(span)} and ${MAY_REFER}
    union all
    select run.workflow_id, s.record from run_step s join run on run.id = s.run_id
    where s.run_id >= '${span.from}' and s.run_id < '${span.before}' and run.id >= '${span.from}' and run.id < '${span.before}'
      and s.record like '%@sha256:%'${ofWorkflow(span)}
  ) texts where text like '%@sha256:%'
) used join payload p on p.hash = used.hash group by used.workflow_id`;

const spanOf = (day: string): Pick<MeasuredSpan, 'from' | 'before'> => {
  const fromMs = Date.parse(`${day}T00:00:00Z`);
  return { from: firstUuidOf(fromMs), before: firstUuidOf(fromMs + DAY_MS) };
};

type Found = Map<string, Measured>;

async function add(client: pg.ClientBase, found: Found, [text, percent]: [string, number]): Promise<void> {
  for (const { workflow_id: id, runs, bytes } of (await client.query<MeasuredRow>({ text, ...SLOW })).rows) {
    const sum = found.get(id) ?? { runs: 0, bytes: 0 };
    found.set(id, { runs: sum.runs + (runs * 100) / percent, bytes: sum.bytes + (bytes * 100) / percent });
  }
}

/** Measures a day, and keeps that for each workflow. In the caller's transaction, after {@link beginMeasuring}. */
export async function measureDay(
  client: pg.ClientBase,
  day: string,
  maxPages: number = DEFAULT_MAX_PAGES,
): Promise<void> {
  const span = spanOf(day);
  const found: Found = new Map();
  const ofRuns = await sizeOf(client, 'run', { day, maxPages });
  await add(client, found, [runsOf({ ...span, percent: ofRuns.percent }), ofRuns.percent]);
  const sizes = [ofRuns];
  for (const table of ['run_step', 'run_journal'] as const) {
    const size = await sizeOf(client, table, { day, maxPages });
    await add(client, found, [besideOf(table, { ...span, percent: size.percent }), size.percent]);
    sizes.push(size);
  }
  const mayHaveShared = await hasShared(client);
  const isSampled = sizes.some(
    ({ percent, allPages }) => percent < 100 || (mayHaveShared && allPages > maxPages * SHARED_PAGES_FACTOR),
  );
  if (!isSampled && mayHaveShared) await add(client, found, [sharedOf(span), 100]);
  const ids = [...found.keys()];
  await client.query('delete from workflow_storage where day = $1::date and not (workflow_id = any ($2::uuid[]))', [
    day,
    ids,
  ]);
  await keep(client, { day, isSampled, found });
}

const DAYS_OF = `select day::text as day from workflow_storage where workflow_id = $1::uuid order by day`;

export async function readDaysOf(client: pg.Pool, workflowId: string): Promise<readonly string[]> {
  return (await client.query<{ day: string }>(DAYS_OF, [workflowId])).rows.map(({ day }) => day);
}

/** The same of one workflow, exactly. */
export async function measureDayOf(client: pg.ClientBase, day: string, workflowId: string): Promise<void> {
  const span = { ...spanOf(day), percent: 100, workflowId };
  const found: Found = new Map([[workflowId, { runs: 0, bytes: 0 }]]);
  await add(client, found, [runsOf(span), 100]);
  for (const table of ['run_step', 'run_journal'] as const) await add(client, found, [besideOf(table, span), 100]);
  if (await hasShared(client)) await add(client, found, [sharedOf(span), 100]);
  await keep(client, { day, isSampled: false, found });
}

async function hasShared(client: pg.ClientBase): Promise<boolean> {
  return (await client.query('select 1 from payload limit 1')).rows.length > 0;
}

const KEEP = `
insert into workflow_storage (workflow_id, day, runs, bytes, is_sampled)
select f.workflow_id, $1::date, f.runs, f.bytes, $3::boolean
from unnest($2::uuid[], $4::bigint[], $5::bigint[]) as f(workflow_id, runs, bytes) join workflow on workflow.id = f.workflow_id
on conflict (workflow_id, day) do update set runs = excluded.runs, bytes = excluded.bytes, is_sampled = excluded.is_sampled`;

async function keep(
  client: pg.ClientBase,
  {
    day,
    isSampled,
    found,
  }: { readonly day: string; readonly isSampled: boolean; readonly found: ReadonlyMap<string, Measured> },
): Promise<void> {
  const ids = [...found.keys()];
  const sums = [...found.values()];
  const runs = sums.map((sum) => Math.round(sum.runs));
  const bytes = sums.map((sum) => Math.round(sum.bytes));
  await client.query(KEEP, [day, ids, isSampled, runs, bytes]);
}

/** Days that hold no run any more. */
export async function forgetDays(client: pg.Pool, beforeDay: string): Promise<void> {
  await client.query('delete from workflow_storage where day < $1::date', [beforeDay]);
  await client.query('delete from storage_day where day < $1::date', [beforeDay]);
}

const BYTES_OF = `
select run_id, sum(bytes)::float8 as bytes from (
  select id as run_id, ${RUN_BYTES} as bytes from run where id = any ($1::uuid[])
  union all
  select run_id, ${OTHER_ROW_BYTES} + pg_column_size(record) from run_step where run_id = any ($1::uuid[])
  union all
  select run_id, ${OTHER_ROW_BYTES} + pg_column_size(entry) from run_journal where run_id = any ($1::uuid[])
) held group by run_id`;

const SHARED_BYTES_OF = `
select used.run_id, sum(pg_column_size(p.body))::float8 as bytes from (
  select distinct run_id, ${HASH_IN_TEXT} as hash from (
    select id as run_id, unnest(array[input, output]) as text from run where id = any ($1::uuid[]) and ${MAY_REFER}
    union all
    select run_id, record from run_step where run_id = any ($1::uuid[]) and record like '%@sha256:%'
  ) texts where text like '%@sha256:%'
) used join payload p on p.hash = used.hash group by used.run_id`;

/**
 * What each of these runs holds. A value that is shared counts for each that refers to it: together they hold less than that, so
 * whoever removes by it removes too little at first, and never too much.
 */
export async function bytesOfRuns(client: pg.ClientBase, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const read = async (name: string, text: string) =>
    (await client.query<{ run_id: string; bytes: number }>({ name, text, values: [ids], ...SLOW })).rows;
  const rows = await read('bytes-of-runs', BYTES_OF);
  if (await hasShared(client)) rows.push(...(await read('shared-bytes-of-runs', SHARED_BYTES_OF)));
  const sums = new Map<string, number>();
  for (const { run_id: id, bytes } of rows) sums.set(id, (sums.get(id) ?? 0) + bytes);
  return sums;
}
