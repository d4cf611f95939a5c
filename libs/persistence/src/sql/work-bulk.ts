// Why this shape: who works on an action has raised its fence; each statement names that, and changes the action's row, so that a
// pause, an abort and a process that took over are all seen before an item begins. Items are begun, in a commit of their own,
// before anything is done. Indexes: `bulk_action_running`, `bulk_item_pending`,
// `bulk_item_begun`. Locks: the action's row. Runs: every two seconds in each process; for each batch of an action.
import type { BulkLease, BulkState, BulkStore } from '@millrace/runtime';
import type pg from 'pg';
import { BULK_COLUMNS, type BulkRow } from '../bulk-rows.ts';
import { storable } from '../storable.ts';

const MAX_MESSAGE_CHARACTERS = 1000;

const TAKE = `
with due as (
  select id from bulk_action
  where id in (
    select id from bulk_action where state = 'running'
    union select bulk_id from bulk_item where state = 'pending' and begun_at is not null
  ) and (lease_until is null or lease_until <= clock_timestamp())
  order by id limit $3::integer for update skip locked
)
update bulk_action set fence = fence + 1, worker_id = $1::text,
  lease_until = clock_timestamp() + make_interval(secs => $2::double precision)
from due where bulk_action.id = due.id
returning ${BULK_COLUMNS}, bulk_action.fence`;

export type TakenRow = BulkRow & { readonly fence: number };

export async function takeBulks(
  pool: pg.Pool,
  { workerId, leaseSeconds, limit }: Parameters<BulkStore['take']>[0],
): Promise<readonly TakenRow[]> {
  const values = [workerId, leaseSeconds, limit];
  return (await pool.query<TakenRow>({ name: 'take-bulks', text: TAKE, values })).rows;
}

const BEGUN = `
select bulk_id, run_id from bulk_item
where bulk_id = any ($1::uuid[]) and state = 'pending' and begun_at is not null order by run_id`;

export interface BegunRow {
  readonly bulk_id: string;
  readonly run_id: string;
}

export async function readBegun(pool: pg.Pool, ids: readonly string[]): Promise<readonly BegunRow[]> {
  return (await pool.query<BegunRow>({ name: 'read-begun-items', text: BEGUN, values: [ids] })).rows;
}

const BEGIN = `
with held as (
  update bulk_action set lease_until = clock_timestamp() + make_interval(secs => $3::double precision)
  where id = $1::uuid and fence = $2::integer and state = 'running' returning id
), next as (
  select run_id from bulk_item where bulk_id = $1::uuid and state = 'pending' and begun_at is null
  order by run_id limit $4::integer
), begun as (
  update bulk_item set begun_at = clock_timestamp() from next, held
  where bulk_item.bulk_id = held.id and bulk_item.run_id = next.run_id and begun_at is null
  returning bulk_item.bulk_id, bulk_item.run_id
)
select begun.run_id from held left join begun on begun.bulk_id = held.id order by begun.run_id`;

export async function beginItems(
  pool: pg.Pool,
  { lease, leaseSeconds, limit }: Parameters<BulkStore['begin']>[0],
): Promise<readonly string[] | undefined> {
  const values = [lease.id, lease.fence, leaseSeconds, limit];
  const { rows } = await pool.query<{ run_id: string | null }>({ name: 'begin-bulk-items', text: BEGIN, values });
  return rows.length === 0 ? undefined : rows.flatMap(({ run_id: runId }) => runId ?? []);
}

/**
 * What an action comes to, from the columns of the row that is written, as it is once it is locked: who aborted, paused or resumed
 * it meanwhile would be undone by what the statement saw before.
 */
const REACHED = `case
    when state <> 'aborted' and done_count + failed_count + skipped_count + done + failed + skipped >= total then 'done'
    when state = 'running' and $9::text is not null then 'failed'
    else state end`;
const SETTLE = `
with held as (
  select id from bulk_action where id = $1::uuid and fence = $2::integer for update
), settled as (
  update bulk_item set
    state = case when told.state = 'released' then 'pending' else told.state end,
    begun_at = case when told.state <> 'released' then begun_at end,
    new_run_id = told.new_run_id,
    error_code = told.code, error_message = told.message,
    settled_at = case when told.state <> 'released' then clock_timestamp() end
  from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::uuid[])
    as told(run_id, state, code, message, new_run_id), held
  where bulk_item.bulk_id = held.id and bulk_item.run_id = told.run_id and bulk_item.state = 'pending'
  returning told.state
), counted as (
  select count(*) filter (where state = 'done')::integer as done, count(*) filter (where state = 'failed')::integer as failed,
    count(*) filter (where state = 'skipped')::integer as skipped from settled
)
update bulk_action set done_count = done_count + done, failed_count = failed_count + failed, skipped_count = skipped_count + skipped,
  state = ${REACHED}, lease_until = clock_timestamp() + make_interval(secs => $3::double precision),
  reason = case when state = 'running' and ${REACHED} = 'failed' then $9::text else reason end,
  ended_at = case when ${REACHED} in ('done', 'failed') then coalesce(ended_at, clock_timestamp()) else ended_at end
from counted, held where bulk_action.id = held.id
returning bulk_action.state`;

export async function settleItems(
  pool: pg.Pool,
  { lease, leaseSeconds, outcomes, stop }: Parameters<BulkStore['settle']>[0],
): Promise<BulkState | undefined> {
  const codes = outcomes.map((outcome) => ('code' in outcome ? outcome.code : null));
  const messages = outcomes.map((outcome) => ('message' in outcome ? keptMessage(outcome.message) : null));
  const newRunIds = outcomes.map((outcome) => ('newRunId' in outcome ? outcome.newRunId : null));
  const told = [outcomes.map(({ runId }) => runId), outcomes.map(({ state }) => state), codes, messages, newRunIds];
  const values = [lease.id, lease.fence, leaseSeconds, ...told, stop === undefined ? null : keptMessage(stop)];
  const { rows } = await pool.query<{ state: BulkState }>({ name: 'settle-bulk-items', text: SETTLE, values });
  return rows[0]?.state;
}

const keptMessage = (message: string): string => storable(message.slice(0, MAX_MESSAGE_CHARACTERS));

const RELEASE = `
update bulk_action set lease_until = null, worker_id = null
from unnest($1::uuid[], $2::integer[]) as held(id, fence)
where bulk_action.id = held.id and bulk_action.fence = held.fence`;

export async function releaseBulks(pool: pg.Pool, leases: readonly BulkLease[]): Promise<void> {
  const sorted = [...leases].sort((a, b) => (a.id < b.id ? -1 : 1));
  const values = [sorted.map(({ id }) => id), sorted.map(({ fence }) => fence)];
  await pool.query({ name: 'release-bulks', text: RELEASE, values });
}
