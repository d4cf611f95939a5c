import { DAY_MS } from '@millrace/runtime';
import type pg from 'pg';
import { inTransaction } from './in-transaction.ts';
import { blankStepRows, readOldestRun } from './sql/remove-old-runs.ts';
import { bytesOfRuns, claimDay, forgetDays, measureDay } from './sql/measure-storage.ts';
import { emptyRuns, noteRemoved, readOverQuota, takeOldest, type OverQuota } from './sql/remove-over-quota.ts';
import { blankSteps } from './step-texts.ts';
import { firstUuidOf, timeOfUuid } from './uuid.ts';

/** Today and yesterday change all the time; the days before by retention, and by runs that end late. */
const YOUNG_DAYS = 2;
const YOUNG_SECONDS = 55 * 60;
const OLD_SECONDS = 23 * 3600;
/** A first look at a large installation is spread over some hours. */
const DAYS_AT_ONCE = 40;
const SLICE_RUNS = 200;
const MOST_RUNS = 20_000;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What a quota has removed. */
export interface QuotaRemoval {
  readonly workflowId: string;
  readonly runs: number;
  readonly bytes: number;
  /** There is more than one turn may remove: the next goes on. */
  readonly isUnfinished: boolean;
}

/** A process that stops does not wait for the end of a turn: each part of it is whole. */
interface Breakable {
  readonly mayGoOn?: () => boolean;
}
interface MeasureOptions extends Breakable {
  readonly nowMs: number;
  /** Of a table and day that are read, beyond which a sample is. */
  readonly maxPages?: number;
}
interface RemovalOptions extends Breakable {
  readonly sliceRuns?: number;
  readonly mostRuns?: number;
}
const always = (): boolean => true;

/** Measures the days that are due, the youngest first. Repeatable, also by many processes at once. Returns how many. */
export async function measureStorage(
  pool: pg.Pool,
  { nowMs, maxPages, mayGoOn = always }: MeasureOptions,
): Promise<number> {
  const oldest = await readOldestRun(pool);
  const oldestMs = oldest === undefined ? nowMs : Math.min(nowMs, timeOfUuid(oldest));
  await forgetDays(pool, dayOf(oldestMs));
  let measured = 0;
  for (let ms = nowMs; dayOf(ms) >= dayOf(oldestMs) && measured < DAYS_AT_ONCE && mayGoOn(); ms -= DAY_MS) {
    const isYoung = nowMs - ms < YOUNG_DAYS * DAY_MS;
    if (!(await claimDay(pool, dayOf(ms), isYoung ? YOUNG_SECONDS : OLD_SECONDS))) continue;
    await inTransaction(pool, (client) => measureDay(client, dayOf(ms), maxPages));
    measured += 1;
  }
  return measured;
}

/**
 * Takes the payloads of the oldest ended runs of workflows that hold more than their quota, until they hold as much. Runs, steps,
 * statuses and times stay; what has not ended is never touched. Safe to be broken off anywhere: each slice is whole.
 */
export async function enforceQuotas(
  pool: pg.Pool,
  { sliceRuns = SLICE_RUNS, mostRuns = MOST_RUNS, mayGoOn = always }: RemovalOptions = {},
): Promise<readonly QuotaRemoval[]> {
  const removals: QuotaRemoval[] = [];
  for (const over of await readOverQuota(pool)) {
    const { days, ...removal } = await enforceQuota(pool, over, { sliceRuns, mostRuns, mayGoOn });
    // What is shown, and what the next turn begins with, is what is there now.
    for (const day of days) await inTransaction(pool, (client) => measureDay(client, day));
    if (removal.runs > 0) removals.push(removal);
  }
  return removals;
}

async function enforceQuota(
  pool: pg.Pool,
  { workflow_id: workflowId, max_bytes: maxBytes, bytes: heldBytes }: OverQuota,
  { sliceRuns, mostRuns, mayGoOn }: Required<RemovalOptions>,
): Promise<QuotaRemoval & { readonly days: ReadonlySet<string> }> {
  const days = new Set<string>();
  let [runs, bytes] = [0, 0];
  let afterId = firstUuidOf(0);
  while (heldBytes - bytes > maxBytes && runs < mostRuns && mayGoOn()) {
    const limit = Math.min(sliceRuns, mostRuns - runs);
    const slice = await removeSlice(pool, { workflowId, afterId, limit, wantedBytes: heldBytes - bytes - maxBytes });
    if (slice.ids.length === 0) break;
    for (const id of slice.ids) days.add(dayOf(timeOfUuid(id)));
    runs += slice.ids.length;
    bytes += slice.bytes;
    afterId = slice.ids.at(-1) ?? afterId;
  }
  return { workflowId, runs, bytes, isUnfinished: runs >= mostRuns && heldBytes - bytes > maxBytes, days };
}

function removeSlice(
  pool: pg.Pool,
  wanted: {
    readonly workflowId: string;
    readonly afterId: string;
    readonly limit: number;
    readonly wantedBytes: number;
  },
): Promise<{ readonly ids: readonly string[]; readonly bytes: number }> {
  return inTransaction(pool, async (client) => {
    const oldest = await takeOldest(client, wanted);
    if (oldest.length === 0) return { ids: oldest, bytes: 0 };
    const before = await bytesOfRuns(client, oldest);
    const ids = enoughOf(oldest, before, wanted.wantedBytes);
    await emptyRuns(client, ids);
    await blankStepRows(client, ids, blankSteps);
    const after = await bytesOfRuns(client, ids);
    const bytes = ids.reduce((sum, id) => sum + (before.get(id) ?? 0) - (after.get(id) ?? 0), 0);
    await noteRemoved(client, { workflowId: wanted.workflowId, runs: ids.length, bytes });
    return { ids, bytes };
  });
}

/** As many as hold what is too much, the oldest first: nobody loses more than a quota asks for. */
function enoughOf(ids: readonly string[], bytes: ReadonlyMap<string, number>, wantedBytes: number): readonly string[] {
  let held = 0;
  const last = ids.findIndex((id) => (held += bytes.get(id) ?? 0) >= wantedBytes);
  return last < 0 ? ids : ids.slice(0, last + 1);
}
