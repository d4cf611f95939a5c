// Why this shape: all leases of a process in one statement, every ten seconds, beside the batches that write the same rows. It
// waits for none of them: one row that stays locked for long, or a circle of waiting, would cost the leases of all. Rows that
// are being written are told instead, and asked for again. One that is written all the time, and never found free, is waited for
// by itself: who waits for one row and holds no other is in no circle. Index: primary key.
// Locks: the rows that nobody else has locked; or one, in its turn.
// `id = any` and `status || ''` are as in `write-batch.ts`.
import type { LeaseRenewal } from '@millrace/runtime';
import type pg from 'pg';

const TEXT = `
with held(id, fence) as (select * from unnest($1::uuid[], $2::integer[])),
free as materialized (
  select run.id from run
  where run.id = any ($1::uuid[]) and run.status || '' = 'running'
  order by run.id for update skip locked),
renewed as (
  update run set due_at = now() + make_interval(secs => $3::double precision)
  from held, free
  where run.id = any ($1::uuid[]) and run.id = held.id and run.fence = held.fence and run.id = free.id
    and run.status || '' = 'running'
  returning run.id)
select id, true as renewed from renewed
union all
select run.id, false from run, held
where run.id = any ($1::uuid[]) and run.id = held.id and run.fence = held.fence and run.status || '' = 'running'
  and (run.id in (select id from free)) is not true`;

/** Returns what is still held: renewed, or being written by another statement. */
export async function renewLeases(
  pool: pg.Pool,
  {
    ids,
    fences,
    leaseSeconds,
  }: { readonly ids: readonly string[]; readonly fences: readonly number[]; readonly leaseSeconds: number },
): Promise<LeaseRenewal> {
  const { rows } = await pool.query<{ id: string; renewed: boolean }>({
    name: 'renew-leases',
    text: TEXT,
    values: [ids, fences, leaseSeconds],
  });
  const idsOf = (renewed: boolean): readonly string[] => rows.flatMap((row) => (row.renewed === renewed ? row.id : []));
  return { renewed: idsOf(true), busy: idsOf(false) };
}

const BUSY = `
update run set due_at = now() + make_interval(secs => $3::double precision)
where id = $1::uuid and fence = $2::integer and status || '' = 'running'`;

/** Whether it is still held. Waits for its turn, as long as anybody waits for a lock. */
export async function renewBusyLease(
  pool: pg.Pool,
  { runId, fence, leaseSeconds }: { readonly runId: string; readonly fence: number; readonly leaseSeconds: number },
): Promise<boolean> {
  const query = { name: 'renew-busy-lease', text: BUSY, values: [runId, fence, leaseSeconds] };
  return (await pool.query(query)).rowCount === 1;
}
