// Why this shape: a quota takes the payloads of the oldest ended runs, a slice a transaction, found by the workflow's own index;
// what somebody may still read is left: runs whose parent waits for them, those that an open bulk action is to do, and those that are
// dead letters nobody has dealt with. Indexes: `run_list_workflow`, `bulk_item_pkey`, `dead_letter_pkey`. Locks: the runs of a slice. Runs: once an hour for a workflow over its quota.
import type pg from 'pg';
import { SLOW } from './measure-storage.ts';

const OVER = `
select q.workflow_id
from workflow_quota q join workflow_storage s on s.workflow_id = q.workflow_id
group by q.workflow_id, q.max_bytes having sum(s.bytes) > q.max_bytes order by q.workflow_id`;

interface OverQuota {
  readonly workflow_id: string;
  readonly max_bytes: number;
  readonly bytes: number;
}

export async function readOverQuota(client: pg.Pool): Promise<readonly string[]> {
  return (await client.query<OverQuota>({ name: 'over-quota', text: OVER })).rows.map((row) => row.workflow_id);
}

/** Whoever waits for a run's answer reads it long before. */
const SETTLED_SECONDS = 300;

const TAKE = `
select run.id from run
where run.workflow_id = $1::uuid and run.id > $2::uuid and not run.is_test and not run.payloads_gone
  and run.ended_at < now() - interval '${SETTLED_SECONDS} seconds'
  and not exists (
    select 1 from bulk_action a join bulk_item i on i.bulk_id = a.id and i.run_id = run.id
    where a.ended_at is null and i.state = 'pending')
  and not exists (select 1 from dead_letter d where d.id = run.id and d.state in ('open', 'redriving'))
  and not (coalesce(run.parent_awaits, false) and exists (
    select 1 from run parent where parent.id = run.parent_run_id and parent.ended_at is null))
order by run.id limit $3::integer for update of run skip locked`;

export async function takeOldest(
  client: pg.ClientBase,
  { workflowId, afterId, limit }: { readonly workflowId: string; readonly afterId: string; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>({
    name: 'take-over-quota',
    text: TAKE,
    ...SLOW,
    values: [workflowId, afterId, limit],
  });
  return rows.map(({ id }) => id);
}

const EMPTY = `
update run set kept_payloads = null, input = 'null', raw_body = null, output = null, checkpoint = null,
  payloads_gone = true, payloads_removed_at = now()
where id = any ($1::uuid[])`;

export async function emptyRuns(client: pg.ClientBase, ids: readonly string[]): Promise<void> {
  await client.query({ name: 'empty-runs', text: EMPTY, values: [ids] });
}

const HELD = `
select q.max_bytes::float8 as max_bytes,
  (select coalesce(sum(s.bytes), 0)::float8 from workflow_storage s where s.workflow_id = q.workflow_id) as bytes
from workflow_quota q where q.workflow_id = $1::uuid for update of q`;

/** By how much it is over its quota now. Whoever holds this row is alone in removing of the workflow. */
export async function readExcess(client: pg.ClientBase, workflowId: string): Promise<number> {
  const query = { name: 'held-over-quota', text: HELD, values: [workflowId] };
  const [row] = (await client.query<Pick<OverQuota, 'max_bytes' | 'bytes'>>(query)).rows;
  return row === undefined ? 0 : row.bytes - row.max_bytes;
}

const LOWER = `
update workflow_storage s set bytes = greatest(0, s.bytes - f.bytes)
from unnest($2::date[], $3::bigint[]) as f(day, bytes) where s.workflow_id = $1::uuid and s.day = f.day`;

/** What was removed is held no more, also for whoever looks before it is measured again. */
export async function lowerHeld(
  client: pg.ClientBase,
  { workflowId, byDay }: { readonly workflowId: string; readonly byDay: ReadonlyMap<string, number> },
): Promise<void> {
  const values = [workflowId, [...byDay.keys()], [...byDay.values()].map(Math.round)];
  await client.query({ name: 'lower-held', text: LOWER, values });
}

const NOTE = `
update workflow_quota set removed_at = now(), removed_runs = removed_runs + $2::bigint, removed_bytes = removed_bytes + $3::bigint
where workflow_id = $1::uuid`;

export async function noteRemoved(
  client: pg.ClientBase,
  { workflowId, runs, bytes }: { readonly workflowId: string; readonly runs: number; readonly bytes: number },
): Promise<void> {
  await client.query({ name: 'note-over-quota', text: NOTE, values: [workflowId, runs, Math.round(bytes)] });
}
