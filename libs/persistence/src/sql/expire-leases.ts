// Why this shape: only for the one process that serves this database, at its start: whoever held a lease is dead. Those that
// have run out keep their time: runs are begun in its order, and each start would put them behind all that came since.
// Index: `run_leased`. Runs: once a start.
import type pg from 'pg';

const TEXT = `
update run set due_at = now()
where due_at > now() and status = 'running' and worker_id is distinct from $1::text`;

export async function expireLeases(pool: pg.Pool, exceptWorkerId: string): Promise<number> {
  const result = await pool.query({ name: 'expire-leases', text: TEXT, values: [exceptWorkerId] });
  return result.rowCount ?? 0;
}
