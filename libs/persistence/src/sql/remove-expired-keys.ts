// Why this shape: keys are kept for days and looked up by key alone, so the expired ones cost only room. Bounded, so that a
// long backlog is no long transaction. Index: `dedupe_key_expiry`. Locks: the rows it removes. Runs: some times a day.
import type pg from 'pg';

const BATCH_ROWS = 5000;
const TEXT = `
delete from dedupe_key
where (workflow_id, trigger_id, key) in (
  select workflow_id, trigger_id, key from dedupe_key
  where expires_at < now() order by expires_at limit $1::integer for update skip locked)`;

/** Removes dedupe keys whose window has ended; repeatable, also by many processes at once. Returns how many. */
export async function removeExpiredKeys(pool: pg.Pool): Promise<number> {
  let removed = 0;
  for (;;) {
    const { rowCount } = await pool.query({ name: 'remove-expired-keys', text: TEXT, values: [BATCH_ROWS] });
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH_ROWS) return removed;
  }
}
