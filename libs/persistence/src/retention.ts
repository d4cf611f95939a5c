import {
  DAY_MS,
  faultPoint,
  floorTo,
  HOUR_MS,
  KEPT_DAYS_MS,
  KEPT_HOURS_MS,
  KEPT_LETTER_DAYS,
  KEPT_MINUTES_MS,
} from '@millrace/runtime';
import type pg from 'pg';
import { inTransaction } from './in-transaction.ts';
import { PARTITIONED } from './partitions.ts';
import { isLockFailure } from './postgres-errors.ts';
import { removeExpiredKeys } from './sql/remove-expired-keys.ts';
import {
  blankRuns,
  blankStepRows,
  healAdmissions,
  readLongestDays,
  readOldestRun,
  readOldRuns,
  readOldTests,
  readShortestDays,
  removeLeftovers,
  removeRuns,
  TEST_DAYS,
  type RunKind,
} from './sql/remove-old-runs.ts';
import { blankSteps } from './step-texts.ts';
import { firstUuidOf, timeOfUuid } from './uuid.ts';

/** Whoever waits for the answer of a run, or of a run that it started, reads it long before. */
const BLANK_AFTER_SECONDS = 300;
const TICK_DAYS = 90;
/** Longer than any trend that is shown, for the counts by version. */
const GROUP_HOUR_DAYS = 90;
/** What somebody did to many runs is told as long. */
const BULK_DAYS = 90;

/** What upkeep has removed. */
export interface RemovedRuns {
  /** Whole days, as `20261124`. */
  readonly days: readonly string[];
  readonly runs: number;
  readonly blanked: number;
  readonly payloads: number;
}

/**
 * Removes what is past its retention: whole days where all runs are over, else single runs, and what nobody refers to any
 * more. Never an unfinished run. Repeatable, also by many processes at once, and safe to be broken off anywhere.
 */
export async function removeExpired(pool: pg.Pool, { nowMs }: { readonly nowMs: number }): Promise<RemovedRuns> {
  const longestDays = await readLongestDays(pool);
  const blanked = await blankPayloads(pool);
  const days = await dropDays(pool, nowMs - longestDays * DAY_MS);
  const runs = (await removeRunsOfWorkflows(pool, nowMs)) + (await removeTests(pool, nowMs));
  await healAdmissions(pool);
  await removeExpiredKeys(pool);
  await removeLeftovers(pool, 'ticks', new Date(nowMs - TICK_DAYS * DAY_MS));
  await removeLeftovers(pool, 'tokens', new Date(nowMs - longestDays * DAY_MS));
  await removeLeftovers(pool, 'bulks', new Date(nowMs - BULK_DAYS * DAY_MS));
  await removeLeftovers(pool, 'letters', new Date(nowMs - KEPT_LETTER_DAYS * DAY_MS));
  await removeLeftovers(pool, 'admissions', new Date(nowMs));
  await removeLeftovers(pool, 'draftTests', new Date(nowMs - TEST_DAYS * DAY_MS));
  await removeLeftovers(pool, 'captures', new Date(nowMs - TEST_DAYS * DAY_MS));
  await removeLeftovers(pool, 'groupHours', new Date(nowMs - GROUP_HOUR_DAYS * DAY_MS));
  await removeLeftovers(pool, 'groups', new Date(nowMs - longestDays * DAY_MS));
  // Whole hours: an hour is made of all of its minutes, or of none.
  await removeLeftovers(pool, 'minutes', new Date(floorTo(nowMs - KEPT_MINUTES_MS, HOUR_MS)));
  await removeLeftovers(pool, 'hours', new Date(floorTo(nowMs - KEPT_HOURS_MS, DAY_MS)));
  await removeLeftovers(pool, 'days', new Date(nowMs - KEPT_DAYS_MS));
  await removeLeftovers(pool, 'senders', new Date(nowMs - DAY_MS));
  const payloads = await removePayloads(pool, nowMs - longestDays * DAY_MS);
  return { days, runs, blanked, payloads };
}

/** Days that lie wholly before the moment, and in which every run had ended by then. */
async function dropDays(pool: pg.Pool, beforeMs: number): Promise<readonly string[]> {
  const { rows } = await pool.query<{ day: string }>(
    `select right(relname, 8) as day from pg_class where relispartition and relkind = 'r' and relname ~ '^run_[0-9]{8}$' order by 1`,
  );
  const dropped: string[] = [];
  for (const { day } of rows) {
    const endMs = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`) + DAY_MS;
    if (endMs <= beforeMs && (await dropDay(pool, { day, endMs, beforeMs }))) dropped.push(day);
  }
  return dropped;
}

interface OldDay {
  readonly day: string;
  readonly endMs: number;
  readonly beforeMs: number;
}

async function dropDay(pool: pg.Pool, { day, endMs, beforeMs }: OldDay): Promise<boolean> {
  const { rows } = await pool.query(
    `select 1 from run_${day} where ended_at is null or ended_at >= $1::timestamptz limit 1`,
    [new Date(beforeMs).toISOString()],
  );
  if (rows.length > 0) return false;
  const span = { fromId: firstUuidOf(endMs - DAY_MS), beforeId: firstUuidOf(endMs) };
  try {
    if (!(await dropTables(pool, day, span))) return false;
  } catch (cause) {
    // Somebody was in the way for too long, and had his turn: the next upkeep tries again.
    if (!isLockFailure(cause)) throw cause;
    return false;
  }
  for (const text of BESIDE_PARTITIONS) await removeBeside(pool, text, span);
  return true;
}

interface Span {
  readonly fromId: string;
  readonly beforeId: string;
}

const UNFINISHED = `
select 1 from run where id >= $1::uuid and id < $2::uuid and due_at is not null
union all
select 1 from run_admission where run_id >= $1::uuid and run_id < $2::uuid and state = 'held'
limit 1`;

/** In the order in which every statement locks these tables. Once a run has ended it stays so: only new ones are looked for. */
function dropTables(pool: pg.Pool, day: string, { fromId, beforeId }: Span): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await client.query(`set local lock_timeout = '1s'`);
    await client.query(`lock table ${PARTITIONED.join(', ')} in access exclusive mode`);
    const { rows } = await client.query(UNFINISHED, [fromId, beforeId]);
    if (rows.length > 0) return false;
    await faultPoint('retention.before_drop');
    for (const table of PARTITIONED) await client.query(`drop table if exists ${table}_${day}`);
    return true;
  });
}

/** What belongs to the runs of a day and has no partition of its own, by its index on the run. */
const BESIDE_PARTITIONS = [
  `delete from search_attribute where (workspace_id, name, value, run_id) in (
    select workspace_id, name, value, run_id from search_attribute
    where run_id >= $1::uuid and run_id < $2::uuid order by run_id limit 5000 for update skip locked)`,
  // With what was answered: by themselves they go only when they could not be answered any more, long after their run.
  `delete from task_token where token in (
    select token from task_token
    where run_id >= $1::uuid and run_id < $2::uuid order by run_id limit 5000 for update skip locked)`,
  `delete from dead_letter where id in (
    select id from dead_letter
    where id >= $1::uuid and id < $2::uuid and source = 'run' order by id limit 5000 for update skip locked)`,
];

async function removeBeside(pool: pg.Pool, text: string, { fromId, beforeId }: Span): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(text, [fromId, beforeId]);
    if ((rowCount ?? 0) < 5000) return;
  }
}

/** Runs of workflows that keep less than a whole day, and those of days that somebody else still needs. */
async function removeRunsOfWorkflows(pool: pg.Pool, nowMs: number): Promise<number> {
  let removed = 0;
  for (const { workflow_id: workflowId, days } of await readShortestDays(pool)) {
    const beforeId = firstUuidOf(nowMs - days * DAY_MS);
    for (const kind of ['live', 'tests'] as const) removed += await removeRunsOf(pool, { kind, workflowId, beforeId });
  }
  return removed;
}

async function removeRunsOf(
  pool: pg.Pool,
  wanted: { readonly kind: RunKind; readonly workflowId: string; readonly beforeId: string },
): Promise<number> {
  let removed = 0;
  for (let afterId = firstUuidOf(0); ;) {
    const rows = await readOldRuns(pool, { ...wanted, afterId });
    const over = rows.filter(({ is_over }) => is_over).map(({ id }) => id);
    if (over.length > 0) removed += await inTransaction(pool, (client) => removeRuns(client, over));
    const last = rows.at(-1);
    if (last === undefined) return removed;
    afterId = last.id;
  }
}

/** Runs of tests, and those that they have started. */
async function removeTests(pool: pg.Pool, nowMs: number): Promise<number> {
  for (let removed = 0; ;) {
    const ids = await readOldTests(pool, nowMs);
    if (ids.length === 0) return removed;
    removed += await inTransaction(pool, (client) => removeRuns(client, ids));
  }
}

async function blankPayloads(pool: pg.Pool): Promise<number> {
  let blanked = 0;
  for (;;) {
    const { seen, ids } = await inTransaction(pool, async (client) => {
      const found = await blankRuns(client, BLANK_AFTER_SECONDS);
      if (found.ids.length > 0) await blankStepRows(client, found.ids, blankSteps);
      return found;
    });
    blanked += ids.length;
    if (seen === 0) return blanked;
  }
}

/** A payload that was last used before the oldest run that is kept belongs to none. */
async function removePayloads(pool: pg.Pool, beforeMs: number): Promise<number> {
  const oldest = await readOldestRun(pool);
  const oldestMs = oldest === undefined ? Infinity : timeOfUuid(oldest);
  // A day for clocks and time zones, and another for those that note a use once a day.
  return removeLeftovers(pool, 'payloads', new Date(Math.min(beforeMs, oldestMs) - 2 * DAY_MS));
}
