import {
  DAY_MS,
  floorTo,
  HISTOGRAM_BOUNDS_MS,
  HOUR_MS,
  KEPT_MINUTES_MS,
  MINUTE_MS,
  type RollUpOutcome,
} from '@millrace/runtime';
import type { DataSource, EntityManager } from 'typeorm';
import { FOLD, FOLD_LOOKS } from './sql/fold-metrics.ts';
import { FIND_MISCOUNTED, NOTE_INTEGRATIONS, ROLL_UP_RUNS, SAMPLE_QUEUES } from './sql/roll-up-runs.ts';

/** Who rolls up; nobody else does meanwhile. */
const ROLLING_LOCK = 7_207_007;
/** Ends that are written late, or by a clock that is behind, are counted without a closer look for so long. */
const LATE_MS = 5 * MINUTE_MS;
/** More is another turn's. */
const MAX_SPAN_MS = 2 * HOUR_MS;
const COMPARE_EVERY_MS = HOUR_MS;
/** An hour is made of all of its minutes, or it stays as it was. */
const REACH_MS = KEPT_MINUTES_MS - HOUR_MS;

interface Progress {
  readonly nowMs: number;
  readonly rolledUntilMs: number | undefined;
  readonly comparedAtMs: number | undefined;
  readonly foldFromMs: number | undefined;
}
interface Minutes {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** One turn, in one transaction: either all that it does is there, or nothing. */
export function rollUp(source: DataSource): Promise<RollUpOutcome> {
  return source.transaction(async (manager) => {
    const [lock] = await manager.query<{ held: boolean }[]>('select pg_try_advisory_xact_lock($1) as held', [
      ROLLING_LOCK,
    ]);
    if (lock?.held !== true) return 'busy';
    await manager.query(`set local statement_timeout = '60s'`);
    const progress = await readProgress(manager);
    const span = await findSpan(manager, progress);
    await rollUpRuns(manager, span);
    const compared = await compare(manager, progress);
    await manager.query(NOTE_INTEGRATIONS, [dateOf(span.fromMs)]);
    await look(manager);
    const foldFromMs = Math.min(span.fromMs, progress.foldFromMs ?? Infinity, compared?.fromMs ?? Infinity);
    await fold(manager, { fromMs: Math.max(foldFromMs, earliest(progress.nowMs)), untilMs: progress.nowMs });
    const isBehind = span.untilMs <= progress.nowMs;
    await manager.query(
      `update metric_progress set rolled_until = $1::timestamptz, fold_from = null,
         compared_at = case when $2::boolean then now() else compared_at end`,
      [dateOf(span.untilMs), compared !== undefined],
    );
    return isBehind ? 'behind' : 'done';
  });
}

async function readProgress(manager: EntityManager): Promise<Progress> {
  const [row] = await manager.query<Record<'now' | 'rolled_until' | 'compared_at' | 'fold_from', Date | null>[]>(
    // Locked, so that calls which come late meanwhile are not forgotten.
    'select now(), rolled_until, compared_at, fold_from from metric_progress for update',
  );
  return {
    nowMs: row?.now?.getTime() ?? 0,
    rolledUntilMs: row?.rolled_until?.getTime(),
    comparedAtMs: row?.compared_at?.getTime(),
    foldFromMs: row?.fold_from?.getTime(),
  };
}

const earliest = (nowMs: number): number => floorTo(nowMs - REACH_MS, HOUR_MS);

/** From where the last turn came to, or from now when the clock was set back since; not further than figures reach. */
async function findSpan(manager: EntityManager, { nowMs, rolledUntilMs = 0 }: Progress): Promise<Minutes> {
  const doneMs = Math.min(rolledUntilMs, nowMs);
  const fromMs = Math.max(floorTo(doneMs - LATE_MS, MINUTE_MS), earliest(nowMs));
  const endMs = floorTo(nowMs, MINUTE_MS) + MINUTE_MS;
  if (endMs - fromMs <= MAX_SPAN_MS) return { fromMs, untilMs: endMs };
  // Far behind: days in which nothing ended take no turns.
  const [row] = await manager.query<{ first: Date | null }[]>(
    'select min(ended_at) as first from run where ended_at >= $1::timestamptz and not is_test',
    [dateOf(fromMs)],
  );
  const firstMs = Math.min(floorTo(row?.first?.getTime() ?? nowMs, MINUTE_MS), endMs - MINUTE_MS);
  return { fromMs: firstMs, untilMs: Math.min(endMs, firstMs + MAX_SPAN_MS) };
}

async function rollUpRuns(manager: EntityManager, { fromMs, untilMs }: Minutes): Promise<void> {
  await manager.query(ROLL_UP_RUNS, [dateOf(fromMs), dateOf(untilMs), [...HISTOGRAM_BOUNDS_MS]]);
}

/** Ends that came later still: seldom, so all minutes that are kept are compared once an hour. Answers what was counted anew. */
async function compare(manager: EntityManager, { nowMs, comparedAtMs }: Progress): Promise<Minutes | undefined> {
  // A clock that was set back has not compared in the future.
  if (comparedAtMs !== undefined && comparedAtMs <= nowMs && nowMs - comparedAtMs < COMPARE_EVERY_MS) return undefined;
  const sinceMs = earliest(nowMs);
  const [row] = await manager.query<Record<'from_at' | 'until_at', Date | null>[]>(FIND_MISCOUNTED, [dateOf(sinceMs)]);
  const fromMs = row?.from_at?.getTime();
  const lastMs = row?.until_at?.getTime();
  if (fromMs === undefined || lastMs === undefined) return { fromMs: nowMs, untilMs: nowMs };
  const found = { fromMs, untilMs: lastMs + MINUTE_MS };
  for (let atMs = fromMs; atMs < found.untilMs; atMs += MAX_SPAN_MS) {
    await rollUpRuns(manager, { fromMs: atMs, untilMs: Math.min(atMs + MAX_SPAN_MS, found.untilMs) });
  }
  return found;
}

/** Once a minute. */
async function look(manager: EntityManager): Promise<void> {
  const looked = await manager.query<unknown[]>(
    `insert into metric_look (step_seconds, bucket_at, looks) values (60, date_trunc('minute', now(), 'UTC'), 1)
     on conflict do nothing returning 1`,
  );
  if (looked.length > 0) await manager.query(SAMPLE_QUEUES);
}

async function fold(manager: EntityManager, { fromMs, untilMs }: Minutes): Promise<void> {
  for (const [partMs, wholeMs] of [
    [MINUTE_MS, HOUR_MS],
    [HOUR_MS, DAY_MS],
  ] as const) {
    const bounds = [floorTo(fromMs, wholeMs), floorTo(untilMs, wholeMs) + wholeMs].map(dateOf);
    for (const statement of [FOLD, FOLD_LOOKS]) {
      await manager.query(statement, [partMs / 1000, wholeMs / 1000, ...bounds]);
    }
  }
}

const dateOf = (ms: number): string => new Date(ms).toISOString();
