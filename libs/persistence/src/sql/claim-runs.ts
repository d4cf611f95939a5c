// Why this shape: of the queued and of those whose lease has run out, the window of the oldest 1,000 is found by index; inside
// it priority decides, and those that somebody has begun come first: they have waited for a lease already, and a backlog must
// not stand between them and their end. SKIP LOCKED lets workers claim side by side. A waiting run is due, whatever its time,
// when a signal came for it; who claims it has heard it, and signals for runs that have ended go too. Those of other losses
// stay due, and are no part of the window. Those that were lost often are asked for on their own, by an index that has no
// others: a backlog must not be read each time to find that none is there.
// Indexes: `run_due`, `run_leased`, `run_lost`, primary keys. Locks: the rows it takes. Runs: after wake-ups, else once a second.
import type { RunStore, RunTrigger } from '@millrace/runtime';
import type pg from 'pg';
import { CANCEL } from './cancel-run.ts';

export interface ClaimedRunRow extends ParentColumns {
  readonly id: string;
  readonly workspace_id: string;
  readonly workflow_id: string;
  readonly version_id: string;
  readonly trigger_id: string;
  readonly trigger_type: RunTrigger['type'];
  readonly fence: number;
  readonly input: string;
  readonly accepted_at: Date;
  readonly checkpoint: string | null;
  readonly step_count: number;
  readonly cancel: 'stop' | 'compensate' | null;
  readonly compensating: boolean;
  readonly losses: number;
  readonly has_admission: boolean;
  readonly is_test: boolean;
  readonly key_seed: string | null;
  /** Sources of signals, if it slept until now. */
  readonly answers: readonly string[] | null;
}
/** All null for a run that nobody started. */
export interface ParentColumns {
  readonly parent_run_id: string | null;
  readonly parent_path: string | null;
  readonly depth: number | null;
  readonly parent_awaits: boolean | null;
}

/** A claim of a run that was lost is one more loss. Written so that the planner has no other index for it than by time. */
const LOSSES = `run.losses + (run.status || '' = 'running')::integer`;
const IS_WANTED = `${LOSSES} >= $4::integer and ${LOSSES} < $5::integer`;

const windowOf = (isMeant: string): string => `(
  select id, priority, due_at, status || '' = 'running' as is_lost from run
  where due_at <= now() and ${isMeant} and ${IS_WANTED}
  order by due_at limit 1000
)`;
/** Conditions as the indexes have them. */
const ALL = `${windowOf(`status = 'running'`)} union all ${windowOf(`status <> 'running'`)}`;
const LOST_BEFORE = windowOf('losses > 0');

const textFor = (window: string): string => `
with due as (
  ${window}
), signalled as (
  select s.run_id, run.id, run.status, run.ended_at, run.priority, run.due_at
  from (select distinct run_id from run_signal limit 1000) s left join run on run.id = s.run_id
), taken as (
  select run.id, run.status = 'waiting' as has_slept from run join (
    select id, priority, due_at, is_lost from due
    union all
    select id, priority, due_at, false from signalled where status = 'waiting' and due_at > now()
  ) due on due.id = run.id
  where ${IS_WANTED} and (run.due_at <= now()
    or (run.status || '' = 'waiting' and exists (select 1 from run_signal s where s.run_id = run.id)))
  order by due.priority desc, due.is_lost desc, due.due_at
  limit $1::integer
  for update of run skip locked
), heard as (
  delete from run_signal where run_id = any (array(
    select id from taken union all select run_id from signalled where id is null or ended_at is not null))
  returning run_id, source
)
update run set
  status = 'running',
  fence = run.fence + 1,
  worker_id = $2::text,
  due_at = now() + make_interval(secs => $3::double precision),
  started_at = coalesce(run.started_at, now()),
  losses = run.losses + (run.status = 'running')::integer
from taken
where run.id = taken.id
returning run.id, run.workspace_id, run.workflow_id, run.version_id, run.trigger_id, run.trigger_type, run.fence, run.input,
  run.accepted_at, run.checkpoint, run.step_count, run.compensating, run.losses, run.has_admission, run.is_test, run.parent_run_id,
  run.parent_path, run.depth, run.parent_awaits, run.key_seed, ${CANCEL} as cancel,
  case when taken.has_slept then array(select heard.source from heard where heard.run_id = run.id) end as answers`;

const ANY = { name: 'claim-runs', text: textFor(ALL) };
const LOST = { name: 'claim-lost-runs', text: textFor(LOST_BEFORE) };
const MAX_INTEGER = 2 ** 31 - 1;

export async function claimRuns(
  pool: pg.Pool,
  {
    limit,
    workerId,
    leaseSeconds,
    losses: { from = 0, below = MAX_INTEGER } = {},
  }: Parameters<RunStore['claimDue']>[0],
): Promise<readonly ClaimedRunRow[]> {
  const { rows } = await pool.query<ClaimedRunRow>({
    // The claim itself may be the first loss.
    ...(from > 1 ? LOST : ANY),
    values: [limit, workerId, leaseSeconds, from, below],
  });
  return rows;
}

const NEXT = `
select extract(epoch from due_at - now())::double precision * 1000 as due_in_ms from run
where due_at > now() and due_at <= now() + $1::double precision * interval '1 millisecond' and status <> 'running'
order by due_at limit 1`;

/** Leases that run out are found by sweeps. Index: `run_due`. Runs: after a look that found nothing. */
export async function findNextDue(pool: pg.Pool, withinMs: number): Promise<number | undefined> {
  const { rows } = await pool.query<{ due_in_ms: number }>({ name: 'find-next-due', text: NEXT, values: [withinMs] });
  return rows[0]?.due_in_ms;
}
