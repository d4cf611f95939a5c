// Why this shape: all leases of a process in one statement, every ten seconds. Index: primary key.
// Locks: the held rows, in the order given, which is sorted as in `write-batch.ts`.
// `id = any` and `status || ''` are as in `write-batch.ts`.
import type pg from 'pg';

const TEXT = `
update run set due_at = now() + make_interval(secs => $3::double precision)
from unnest($1::uuid[], $2::integer[]) as held(id, fence)
where run.id = any ($1::uuid[]) and run.id = held.id and run.fence = held.fence and run.status || '' = 'running'
returning run.id`;

/** Returns the ids that are still held. */
export async function renewLeases(
  pool: pg.Pool,
  {
    ids,
    fences,
    leaseSeconds,
  }: { readonly ids: readonly string[]; readonly fences: readonly number[]; readonly leaseSeconds: number },
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'renew-leases',
    text: TEXT,
    values: [ids, fences, leaseSeconds],
  });
  return rows.map((row) => row.id);
}
