// Why this shape: a limit that is reached is met once for all that share it (`bucket`), so a backlog of a hundred thousand costs
// a few probes of an index. Whether a run is unfinished is always read from the run itself: nothing here can drift.
// Indexes: those of `run_admission`, all partial. Locks: none; the caller holds the workflow's advisory lock.
// Runs: after each accept and end of a run with conditions, and every few seconds for workflows with a backlog.
import type pg from 'pg';

export const ADMISSION_LOCK = 7_207_004;

/** What all held runs of one bucket have in common; the limits are those of the oldest. */
export interface BucketRow {
  readonly bucket: string;
  readonly concurrency_key: string | null;
  readonly concurrency_max: number | null;
  readonly overlap: 'queue' | 'skip' | 'cancelOldest' | null;
  readonly rate_key: string | null;
  readonly rate_limit: number | null;
  readonly rate_seconds: number | null;
  /** Starts inside the window, at most `rate_limit`, and the first of them, epoch milliseconds. */
  readonly started: number;
  readonly first_started_ms: number | null;
  /** Admitted and unfinished, the oldest first, at most `concurrency_max`. */
  readonly occupants: readonly OccupantRow[];
}
/** `arrival`: its place in the order in which the database kept them. */
export interface OccupantRow {
  readonly run_id: string;
  readonly arrival: number;
  readonly is_asked: boolean;
}

/** Those of `names`, each once, that a partial index holds for a workflow: one probe for each, however many rows there are. */
const distinctHeld = (column: string, index: string): string => `
  (select ${column} as name from run_admission where ${index} order by ${column} limit 1)
  union all
  select (select a.${column} from run_admission a where ${index} and a.${column} > previous.name order by a.${column} limit 1)
  from previous where previous.name is not null`;

/** A workflow has that many runs of one bucket unfinished at most: more are not looked at in one go. */
const MAX_OCCUPANTS = 10_000;

const BUCKETS = `
with recursive previous as (${distinctHeld('bucket', `workflow_id = $1::uuid and state = 'held'`)})
select head.bucket, head.concurrency_key, head.concurrency_max, head.overlap, head.rate_key, head.rate_limit, head.rate_seconds,
  coalesce(rate.started, 0)::integer as started, extract(epoch from rate.first_started_at)::double precision * 1000 as first_started_ms,
  coalesce(occupied.runs, '[]'::json) as occupants
from previous
cross join lateral (
  select * from run_admission where workflow_id = $1::uuid and state = 'held' and bucket = previous.name order by arrival limit 1
) head
left join lateral (
  select count(*) as started, min(admitted_at) as first_started_at from (
    select admitted_at from run_admission
    where workflow_id = $1::uuid and rate_key = head.rate_key
      and admitted_at > now() - head.rate_seconds * interval '1 second'
    order by admitted_at desc limit head.rate_limit
  ) starts
) rate on head.rate_key is not null
left join lateral (
  select json_agg(json_build_object('run_id', run_id, 'arrival', arrival, 'is_asked', is_asked) order by arrival) as runs from (
    select a.run_id, a.arrival, run.cancel_requested as is_asked from run_admission a join run on run.id = a.run_id
    where a.workflow_id = $1::uuid and a.concurrency_key = head.concurrency_key and a.state = 'admitted' and run.ended_at is null
    order by a.arrival limit ${MAX_OCCUPANTS}
  ) unfinished
) occupied on head.concurrency_key is not null
where previous.name is not null`;

export async function readBuckets(client: pg.ClientBase, workflowId: string): Promise<readonly BucketRow[]> {
  const { rows } = await client.query<BucketRow>({ name: 'admission-buckets', text: BUCKETS, values: [workflowId] });
  return rows;
}

export interface CandidateRow {
  readonly run_id: string;
  readonly arrival: number;
  readonly bucket: string;
  readonly concurrency_max: number | null;
  readonly rate_limit: number | null;
}

const isUnfinished = `exists (select 1 from run where run.id = o.run_id and run.ended_at is null)`;
/** Nobody of its ordering key is before it. */
const isFirst = `(a.ordering_key is null or (
    not exists (select 1 from run_admission o where o.workflow_id = $1::uuid and o.ordering_key = a.ordering_key
      and o.state = 'admitted' and ${isUnfinished})
    and not exists (select 1 from run_admission o where o.workflow_id = $1::uuid and o.ordering_key = a.ordering_key
      and o.state = 'held' and o.arrival < a.arrival)))`;
const isQuiet = `(a.held_until is null or a.held_until <= now())`;
/** So many of the oldest of a bucket are looked at; when they all stand behind others of their key, its keys are instead. */
const WINDOW_ROWS = 500;

const OLDEST = `
select found.run_id, found.arrival::double precision as arrival, found.bucket, found.concurrency_max, found.rate_limit, seen.rows::integer as seen
from unnest($2::text[], $3::integer[]) as wanted(bucket, rows)
cross join lateral (
  select count(*) as rows from (
    select 1 from run_admission where workflow_id = $1::uuid and state = 'held' and bucket = wanted.bucket limit ${WINDOW_ROWS}) w
) seen
left join lateral (
  select a.run_id, a.arrival, a.bucket, a.concurrency_max, a.rate_limit from (
    select * from run_admission where workflow_id = $1::uuid and state = 'held' and bucket = wanted.bucket
    order by arrival limit ${WINDOW_ROWS}
  ) a
  where ${isQuiet} and ${isFirst}
  order by a.arrival limit wanted.rows
) found on true`;

/** How many of a bucket are of interest. */
export interface WantedRows {
  readonly bucket: string;
  readonly rows: number;
}

/** The oldest of each bucket that could begin; `isDeep` when some bucket has more than was looked at. */
export async function readOldest(
  client: pg.ClientBase,
  workflowId: string,
  wanted: readonly WantedRows[],
): Promise<{ readonly candidates: readonly CandidateRow[]; readonly isDeep: boolean }> {
  const { rows } = await client.query<Omit<CandidateRow, 'run_id'> & { run_id: string | null; seen: number }>({
    name: 'admission-oldest',
    text: OLDEST,
    values: [workflowId, wanted.map(({ bucket }) => bucket), wanted.map(({ rows: count }) => count)],
  });
  const candidates = rows.flatMap(({ run_id, ...row }) => (run_id === null ? [] : [{ run_id, ...row }]));
  return { candidates, isDeep: rows.some(({ seen }) => seen === WINDOW_ROWS) };
}

const MAX_KEYS = 20_000;
const FIRST_OF_KEYS = `
with recursive previous as (${distinctHeld(
  'ordering_key',
  `workflow_id = $1::uuid and state <> 'ended' and ordering_key is not null`,
)})
select a.run_id, a.arrival::double precision as arrival, a.bucket, a.concurrency_max, a.rate_limit
from (select name from previous where name is not null limit ${MAX_KEYS}) keys
cross join lateral (
  select * from run_admission where workflow_id = $1::uuid and ordering_key = keys.name and state = 'held'
  order by arrival limit 1
) a
where a.bucket = any ($2::text[]) and ${isQuiet} and ${isFirst}
order by a.arrival limit $3::integer`;

/** The first of each ordering key, when it could begin: for a backlog whose oldest are all of a few keys. */
export async function readFirstOfKeys(
  client: pg.ClientBase,
  workflowId: string,
  { buckets, limit }: { readonly buckets: readonly string[]; readonly limit: number },
): Promise<readonly CandidateRow[]> {
  const { rows } = await client.query<CandidateRow>({
    name: 'admission-first-of-keys',
    text: FIRST_OF_KEYS,
    values: [workflowId, buckets, limit],
  });
  return rows;
}

const REPLACED = `
with newest as (
  select distinct on (debounce_key) debounce_key, arrival from (
    select debounce_key, arrival from run_admission
    where workflow_id = $1::uuid and state = 'held' and debounce_key is not null order by arrival desc limit ${WINDOW_ROWS}
  ) recent order by debounce_key, arrival desc
), quiet as (
  select debounce_key, run_id, arrival from run_admission
  where workflow_id = $1::uuid and state = 'held' and debounce_key is not null and held_until <= now()
  order by held_until limit ${WINDOW_ROWS}
)
select older.run_id from newest cross join lateral (
  select a.run_id from run_admission a where a.workflow_id = $1::uuid and a.state = 'held' and a.debounce_key = newest.debounce_key
    and a.arrival < newest.arrival limit $2::integer
) older
union
select run_id from quiet where exists (
  select 1 from run_admission a where a.workflow_id = $1::uuid and a.state = 'held' and a.debounce_key = quiet.debounce_key
    and a.arrival > quiet.arrival)`;

/** Held runs that a newer one of their debounce key replaces. */
export async function readReplaced(
  client: pg.ClientBase,
  workflowId: string,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ run_id: string }>({
    name: 'admission-replaced',
    text: REPLACED,
    values: [workflowId, limit],
  });
  return rows.map(({ run_id }) => run_id);
}

const NEXT_QUIET = `
select extract(epoch from min(held_until))::double precision * 1000 as next_ms, extract(epoch from now())::double precision * 1000 as now_ms
from run_admission where workflow_id = $1::uuid and state = 'held' and debounce_key is not null and held_until > now()`;

/** When the next run becomes quiet, and what time it is, epoch milliseconds. */
export async function readNextQuiet(
  client: pg.ClientBase,
  workflowId: string,
): Promise<{ readonly next_ms: number | null; readonly now_ms: number }> {
  const { rows } = await client.query<{ next_ms: number | null; now_ms: number }>({
    name: 'admission-next-quiet',
    text: NEXT_QUIET,
    values: [workflowId],
  });
  return rows[0] ?? { next_ms: null, now_ms: Date.now() };
}

const WAITING = `
with recursive previous as (
  (select workflow_id as name from run_admission where state = 'held' order by workflow_id limit 1)
  union all
  select (select a.workflow_id from run_admission a where a.state = 'held' and a.workflow_id > previous.name
    order by a.workflow_id limit 1)
  from previous where previous.name is not null
)
select name as workflow_id from previous where name is not null limit 100000`;

/** Workflows with held runs. */
export async function readWaitingWorkflows(pool: pg.Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ workflow_id: string }>({ name: 'admission-waiting', text: WAITING });
  return rows.map(({ workflow_id }) => workflow_id);
}

const WORKFLOW = `
select workspace_id, name, extract(epoch from now())::double precision * 1000 as now_ms from workflow where id = $1::uuid`;

/** What the runs of a workflow are called by, and what time it is, epoch milliseconds. */
export async function readWorkflow(
  client: pg.ClientBase,
  workflowId: string,
): Promise<{ readonly workflow: WorkflowNames; readonly nowMs: number }> {
  const { rows } = await client.query<{ workspace_id: string; name: string; now_ms: number }>({
    name: 'admission-workflow',
    text: WORKFLOW,
    values: [workflowId],
  });
  const { workspace_id: workspaceId = '', name: workflowName = '', now_ms: nowMs = Date.now() } = rows[0] ?? {};
  return { workflow: { workspaceId, workflowName }, nowMs };
}
interface WorkflowNames {
  readonly workspaceId: string;
  readonly workflowName: string;
}

const QUEUED = `
select count(*)::integer as queued from (
  select 1 from run where workspace_id = $1::uuid and status = 'queued' limit $2::integer) waiting`;
const OPEN = `
select count(*)::integer as open from (
  select 1 from run_admission a join run on run.id = a.run_id and run.ended_at is null
  where a.workflow_id = $1::uuid and a.concurrency_key = $2::text and a.state <> 'ended' limit $3::integer) unfinished`;

export async function countQueued(
  pool: pg.Pool,
  { workspaceId, limit }: { readonly workspaceId: string; readonly limit: number },
): Promise<number> {
  const values = [workspaceId, limit];
  const { rows } = await pool.query<{ queued: number }>({ name: 'count-queued', text: QUEUED, values });
  return rows[0]?.queued ?? 0;
}

/** Index: `run_admission_open`. Runs: before each accept of a workflow that limits its backlog. */
export async function countOpen(
  pool: pg.Pool,
  {
    workflowId,
    concurrencyKey,
    limit,
  }: { readonly workflowId: string; readonly concurrencyKey: string; readonly limit: number },
): Promise<number> {
  const values = [workflowId, concurrencyKey, limit];
  const { rows } = await pool.query<{ open: number }>({ name: 'count-open', text: OPEN, values });
  return rows[0]?.open ?? 0;
}
