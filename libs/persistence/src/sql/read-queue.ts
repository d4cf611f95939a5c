import type pg from 'pg';

/** What waits for a place to be executed, by the database's clock. */
export interface QueueState {
  /** At most `MOST_COUNTED`: more is many. */
  readonly dueRuns: number;
  readonly oldestSeconds: number;
}

/** Counting further would read what nobody needs to know more exactly. */
const MOST_COUNTED = 10_000;

// Each time that somebody reads the metrics, a few times a minute. By the partial index run_due, whose order is that of the dates.
const READ = `
select count(*)::int as runs, coalesce(extract(epoch from now() - min(due_at)), 0)::float8 as oldest
from (select due_at from run where due_at <= now() and status <> 'running' order by due_at limit ${MOST_COUNTED}) as due`;

/** How many runs are due and not taken, and since when the oldest is. */
export async function readQueue(pool: pg.Pool): Promise<QueueState> {
  const { rows } = await pool.query<{ readonly runs: number; readonly oldest: number }>({
    name: 'read-queue',
    text: READ,
  });
  return { dueRuns: rows[0]?.runs ?? 0, oldestSeconds: rows[0]?.oldest ?? 0 };
}
