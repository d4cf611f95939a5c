import { DAY_MS } from '@millrace/runtime';
import type pg from 'pg';
import { inTransaction } from './in-transaction.ts';
import { blankStepRows, readOldestRun } from './sql/remove-old-runs.ts';
import {
  beginMeasuring,
  beginRemoving,
  bytesOfRuns,
  claimDay,
  forgetDays,
  measureDay,
  measureDayOf,
  readDaysOf,
} from './sql/measure-storage.ts';
import { emptyRuns, lowerHeld, noteRemoved, readExcess, readOverQuota, takeOldest } from './sql/remove-over-quota.ts';
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
  /** Hears of a day or workflow that could not be done. */
  readonly report: (cause: unknown) => void;
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

/**
 * Measures the days that are due, the youngest first. Repeatable, also by many processes at once. A day that cannot be measured is
 * told, and holds up no other. Returns how many.
 */
export async function measureStorage(
  pool: pg.Pool,
  { nowMs, maxPages, mayGoOn = always, report }: MeasureOptions,
): Promise<number> {
  const oldest = await readOldestRun(pool);
  const oldestMs = oldest === undefined ? nowMs : Math.min(nowMs, timeOfUuid(oldest));
  await forgetDays(pool, dayOf(oldestMs));
  let measured = 0;
  for (let ms = nowMs; dayOf(ms) >= dayOf(oldestMs) && measured < DAYS_AT_ONCE && mayGoOn(); ms -= DAY_MS) {
    const isYoung = nowMs - ms < YOUNG_DAYS * DAY_MS;
    if (!(await claimDay(pool, dayOf(ms), isYoung ? YOUNG_SECONDS : OLD_SECONDS))) continue;
    await measuring(pool, (client) => measureDay(client, dayOf(ms), maxPages)).catch(report);
    measured += 1;
  }
  return measured;
}

const measuring = (pool: pg.Pool, measure: (client: pg.PoolClient) => Promise<void>): Promise<void> =>
  inTransaction(pool, async (client) => {
    await beginMeasuring(client);
    await measure(client);
  });

/**
 * Takes the payloads of the oldest ended runs of workflows that hold more than their quota, until they hold as much. Runs, steps,
 * statuses and times stay; what has not ended is never touched. Safe to be broken off anywhere, and to be done by many processes at
 * once: each slice is whole, and begins with what is held then. What a workflow holds is measured exactly before: it may be an
 * estimate, or a day old.
 */
export async function enforceQuotas(
  pool: pg.Pool,
  { sliceRuns = SLICE_RUNS, mostRuns = MOST_RUNS, mayGoOn = always, report }: RemovalOptions,
): Promise<readonly QuotaRemoval[]> {
  const removals: QuotaRemoval[] = [];
  for (const workflowId of await readOverQuota(pool)) {
    const removal: Removal = { workflowId, runs: 0, bytes: 0, isUnfinished: false };
    try {
      await enforceQuota(pool, removal, { sliceRuns, mostRuns, mayGoOn });
    } catch (cause) {
      report(cause);
    }
    if (removal.runs > 0 || removal.isUnfinished) removals.push(removal);
  }
  return removals;
}

type Removal = { -readonly [Member in keyof QuotaRemoval]: QuotaRemoval[Member] };
type Slices = Required<Omit<RemovalOptions, 'report'>>;

async function enforceQuota(pool: pg.Pool, removal: Removal, { sliceRuns, mostRuns, mayGoOn }: Slices): Promise<void> {
  const { workflowId } = removal;
  let afterId = firstUuidOf(0);
  for (let isMore = true; isMore && mayGoOn();) {
    for (const day of await readDaysOf(pool, workflowId))
      await measuring(pool, (client) => measureDayOf(client, day, workflowId));
    isMore = false;
    while (mayGoOn()) {
      const limit = Math.min(sliceRuns, mostRuns - removal.runs);
      const slice = limit === 0 ? 'busy' : await removeSlice(pool, { workflowId, afterId, limit });
      if (slice === 'enough') break;
      if (slice === 'busy') {
        removal.isUnfinished = true;
        return;
      }
      removal.runs += slice.ids.length;
      removal.bytes += slice.bytes;
      afterId = slice.ids.at(-1) ?? afterId;
      isMore = true;
    }
  }
}

interface Slice {
  readonly ids: readonly string[];
  readonly bytes: number;
}

/** `enough`: it holds no more than it may, or there is nothing to remove. `busy`: somebody measures or removes. */
function removeSlice(
  pool: pg.Pool,
  { workflowId, afterId, limit }: { readonly workflowId: string; readonly afterId: string; readonly limit: number },
): Promise<Slice | 'enough' | 'busy'> {
  return inTransaction(pool, async (client) => {
    if (!(await beginRemoving(client))) return 'busy';
    const wantedBytes = await readExcess(client, workflowId);
    if (wantedBytes <= 0) return 'enough';
    const oldest = await takeOldest(client, { workflowId, afterId, limit });
    if (oldest.length === 0) return 'enough';
    const before = await bytesOfRuns(client, oldest);
    const ids = enoughOf(oldest, before, wantedBytes);
    await emptyRuns(client, ids);
    await blankStepRows(client, ids, blankSteps);
    const after = await bytesOfRuns(client, ids);
    const byDay = new Map<string, number>();
    for (const id of ids) {
      const day = dayOf(timeOfUuid(id));
      byDay.set(day, (byDay.get(day) ?? 0) + (before.get(id) ?? 0) - (after.get(id) ?? 0));
    }
    const bytes = [...byDay.values()].reduce((sum, freed) => sum + freed, 0);
    await lowerHeld(client, { workflowId, byDay });
    await noteRemoved(client, { workflowId, runs: ids.length, bytes });
    return { ids, bytes };
  });
}

/** As many as hold what is too much, the oldest first: nobody loses more than a quota asks for. */
function enoughOf(ids: readonly string[], bytes: ReadonlyMap<string, number>, wantedBytes: number): readonly string[] {
  let held = 0;
  const last = ids.findIndex((id) => (held += bytes.get(id) ?? 0) >= wantedBytes);
  return last < 0 ? ids : ids.slice(0, last + 1);
}
