import type pg from 'pg';
import { firstUuidOf } from './uuid.ts';

const DAY_MS = 86_400_000;
export const PARTITIONED = ['run', 'run_step', 'run_journal'] as const;

/** Makes the daily partitions of today and the days ahead; repeatable. Rows of days without one go to the default. */
export async function ensurePartitions(
  pool: pg.Pool,
  { nowMs, daysAhead = 7 }: { readonly nowMs: number; readonly daysAhead?: number },
): Promise<void> {
  const today = Math.floor(nowMs / DAY_MS);
  for (let day = today; day <= today + daysAhead; day += 1) {
    for (const table of PARTITIONED) await ensurePartition(pool, table, day * DAY_MS);
  }
}

/** Makes the partition of a day that begins at this time; repeatable. */
export async function ensureDay(
  client: pg.Pool | pg.ClientBase,
  table: (typeof PARTITIONED)[number],
  dayMs: number,
): Promise<void> {
  const name = `${table}_${new Date(dayMs).toISOString().slice(0, 10).replaceAll('-', '')}`;
  const bounds = [dayMs, dayMs + DAY_MS].map((bound) => `'${firstUuidOf(bound)}'`);
  const { rows } = await client.query('select 1 where to_regclass($1) is not null', [name]);
  if (rows.length > 0) return;
  await client.query(
    `create table if not exists ${name} partition of ${table} for values from (${bounds[0]}) to (${bounds[1]})`,
  );
}

async function ensurePartition(pool: pg.Pool, table: (typeof PARTITIONED)[number], dayMs: number): Promise<void> {
  try {
    await ensureDay(pool, table, dayMs);
  } catch (cause) {
    // 23514: the default partition holds rows of that day already, and keeps them. Otherwise another process was first:
    // 42P07 finds its table, 23505 meets it in the catalogue, 42P17 finds its bounds.
    const { code = '' } = cause as { readonly code?: string };
    if (!['23514', '42P07', '23505', '42P17'].includes(code)) throw cause;
  }
}
