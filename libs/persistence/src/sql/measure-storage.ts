// Why this shape: runs are kept by day, and an old day hardly changes, so a day is measured as a whole and seldom; nothing is
// counted where runs are written. `pg_column_size` tells what is stored without reading it. Of a day that is larger than a bound
// a sample of its pages is read and counted up. Indexes: none, it scans. Locks: none. Runs: a few days an hour.
import type pg from 'pg';
import { firstUuidOf } from '../uuid.ts';

const DAY_MS = 86_400_000;
/** Of one table and day: 128 MiB. */
const DEFAULT_MAX_PAGES = 16_384;
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

const PAGES = `select coalesce(sum(pg_relation_size(c.oid)) / 8192, 0)::float8 as pages from pg_class c
where c.relname = any ($1::text[]) and c.relnamespace = 'public'::regnamespace`;

/** How much of a table's day is read, in percent. */
async function percentOf(client: pg.ClientBase, table: string, { day, maxPages }: MeasuredDay): Promise<number> {
  const names = [`${table}_${day.replaceAll('-', '')}`, `${table}_default`];
  const { rows } = await client.query<{ pages: number }>(PAGES, [names]);
  return Math.min(100, (100 * maxPages) / Math.max(1, rows[0]?.pages ?? 0));
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
}

/** Literally, for the planner must see which day it is; all of it is ours. */
const runsOf = ({ from, before, percent }: MeasuredSpan): string => `
select workflow_id, count(*)::float8 as runs, sum(${RUN_BYTES})::float8 as bytes
from run tablesample system (${percent}) where id >= '${from}' and id < '${before}' group by workflow_id`;
const besideOf = (table: keyof typeof BESIDE, { from, before, percent }: MeasuredSpan): string => `
select run.workflow_id, 0::float8 as runs, sum(${OTHER_ROW_BYTES} + pg_column_size(b.${BESIDE[table]}))::float8 as bytes
from ${table} b tablesample system (${percent}) join run on run.id = b.run_id
where b.run_id >= '${from}' and b.run_id < '${before}' and run.id >= '${from}' and run.id < '${before}'
group by run.workflow_id`;

/** Values that are kept once, whoever has them: once for each workflow and day that refers to them. */
const sharedOf = ({ from, before }: Omit<MeasuredSpan, 'percent'>): string => `
select used.workflow_id, 0::float8 as runs, sum(pg_column_size(p.body))::float8 as bytes from (
  select distinct workflow_id, decode((regexp_matches(text, '@sha256:([0-9a-f]{64})', 'g'))[1], 'hex') as hash from (
    select workflow_id, unnest(array[input, output]) as text from run
    where id >= '${from}' and id < '${before}' and least(pg_column_size(input), pg_column_size(output)) < 120
    union all
    select run.workflow_id, s.record from run_step s join run on run.id = s.run_id
    where s.run_id >= '${from}' and s.run_id < '${before}' and run.id >= '${from}' and run.id < '${before}'
      and s.record like '%@sha256:%'
  ) texts where text like '%@sha256:%'
) used join payload p on p.hash = used.hash group by used.workflow_id`;

/** Measures a day, and keeps that for each workflow. In the caller's transaction. */
export async function measureDay(
  client: pg.ClientBase,
  day: string,
  maxPages: number = DEFAULT_MAX_PAGES,
): Promise<void> {
  const fromMs = Date.parse(`${day}T00:00:00Z`);
  const span = { from: firstUuidOf(fromMs), before: firstUuidOf(fromMs + DAY_MS) };
  const found = new Map<string, Measured>();
  const add = async (text: string, percent: number): Promise<void> => {
    for (const { workflow_id: id, runs, bytes } of (await client.query<MeasuredRow>(text)).rows) {
      const sum = found.get(id) ?? { runs: 0, bytes: 0 };
      found.set(id, { runs: sum.runs + (runs * 100) / percent, bytes: sum.bytes + (bytes * 100) / percent });
    }
  };
  const ofRuns = await percentOf(client, 'run', { day, maxPages });
  await add(runsOf({ ...span, percent: ofRuns }), ofRuns);
  const parts = [ofRuns];
  for (const table of ['run_step', 'run_journal'] as const) {
    const percent = await percentOf(client, table, { day, maxPages });
    await add(besideOf(table, { ...span, percent }), percent);
    parts.push(percent);
  }
  const isSampled = parts.some((percent) => percent < 100);
  if (!isSampled && (await hasShared(client))) await add(sharedOf(span), 100);
  await keep(client, { day, isSampled, found });
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
  await client.query('delete from workflow_storage where day = $1::date and not (workflow_id = any ($2::uuid[]))', [
    day,
    ids,
  ]);
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

/** What each of these runs holds, without values that are shared. */
export async function bytesOfRuns(client: pg.ClientBase, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ run_id: string; bytes: number }>({
    ...{ name: 'bytes-of-runs', text: BYTES_OF, values: [ids] },
  });
  return new Map(rows.map(({ run_id: id, bytes }) => [id, bytes]));
}
