import type {
  Page,
  PayloadCondition,
  Run,
  RunHistogram,
  RunHistogramRequest,
  RunSearch,
  RunSearchFilter,
  RunSearchPage,
  RunSearchRequest,
} from '@millrace/runtime';
import type pg from 'pg';
import { listBounds } from './list-bounds.ts';
import { PayloadKeeper } from './payload-keeper.ts';
import { PayloadMatcher, type Judged } from './payload-matcher.ts';
import { addNeedles } from './payload-needles.ts';
import { isDatabaseFault, storeFailure } from './postgres-errors.ts';
import { toRun } from './run-rows.ts';
import { countByTime } from './sql/count-by-time.ts';
import { listRunIds, listRuns, planRuns } from './sql/list-runs.ts';
import { isFoundByIndex, planSlices, readRuns, readSlice, type Slice, type SlicePlan } from './sql/search-runs.ts';
import { Turns } from './turns.ts';
import { isUuid, timeOfUuid } from './uuid.ts';

/** Others want the database too: so many of this process look at runs one by one at a time. What an index answers waits for none. */
const SCANS_AT_ONCE = 3;
/** How many runs a slice looks at: few at first, so that what is common is found at once, and more while slices are quick. */
class SliceSize {
  readonly #most: number;
  readonly #least = 250;
  runs: number;

  constructor(isOfPayload: boolean) {
    [this.runs, this.#most] = isOfPayload ? [this.#least, 20_000] : [2000, 100_000];
  }

  learn(tookMs: number): void {
    if (tookMs < QUICK_SLICE_MS) this.runs = Math.min(this.runs * 4, this.#most);
    else if (tookMs > SLOW_SLICE_MS) this.runs = Math.max(this.#least, Math.floor(this.runs / 2));
  }
}
const QUICK_SLICE_MS = 150;
const SLOW_SLICE_MS = 500;

interface Found {
  readonly ids: readonly string[];
  readonly scanned: number;
  /** How many were looked at up to each of those found. */
  readonly scannedAt: readonly number[];
  /** Everything newer was looked at. Undefined: nothing was there to look at. */
  readonly reached: string | undefined;
  readonly isComplete: boolean;
}
type Scan = RunSearchFilter & { readonly cursor?: string; readonly most: number; readonly budgetMs: number };

/** Searches runs in Postgres. */
export class PostgresRunSearch implements RunSearch {
  readonly #pool: pg.Pool;
  readonly #payloads: PayloadKeeper;
  readonly #turns = new Turns(SCANS_AT_ONCE);

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#payloads = new PayloadKeeper(pool);
  }

  search(request: RunSearchRequest): Promise<RunSearchPage> {
    return this.#ask(async () => {
      const slices = await this.#plan(request);
      if (slices === undefined) return { items: [] };
      if (isFoundByIndex(slices) && isEmpty(request.payload)) return this.#list(request);
      const { limit } = request;
      const found = await this.#turns.take(() => this.#scan(slices, { ...request, most: limit + 1 }));
      const items = (await readRuns(this.#pool, found.ids.slice(0, limit))).map(toRun);
      return { items, ...endOf(found, limit) };
    });
  }

  count({ most, ...request }: RunSearchFilter & { readonly most: number; readonly budgetMs: number }): Promise<{
    readonly count: number;
    readonly isMore: boolean;
  }> {
    return this.#ask(async () => {
      const slices = await this.#plan(request);
      if (slices === undefined) return { count: 0, isMore: false };
      if (isFoundByIndex(slices) && isEmpty(request.payload)) {
        const found = await listRunIds(this.#pool, { ...request, ...listBounds(request), limit: most + 1 });
        return { count: Math.min(found.length, most), isMore: found.length > most };
      }
      const { ids, isComplete } = await this.#turns.take(() => this.#scan(slices, { ...request, most: most + 1 }));
      return { count: Math.min(ids.length, most), isMore: ids.length > most || !isComplete };
    });
  }

  histogram(request: RunHistogramRequest): Promise<RunHistogram> {
    return this.#ask(async () => {
      const plan = await planRuns(this.#pool, { ...request, ...listBounds(request), limit: 1 });
      const buckets = Array.from({ length: request.buckets }, () => ({}));
      return plan === undefined ? { buckets, countedShare: 1 } : countByTime(this.#pool, plan, request);
    });
  }

  async #plan(request: RunSearchFilter & { readonly cursor?: string }): Promise<SlicePlan | undefined> {
    if (request.parentRunId !== undefined && !isUuid(request.parentRunId)) return undefined;
    const plan = await planRuns(this.#pool, { ...request, ...listBounds(request), limit: 1 });
    return plan && planSlices(plan);
  }

  async #list(request: RunSearchRequest): Promise<Page<Run>> {
    const { limit } = request;
    const rows = await listRuns(this.#pool, { ...request, ...listBounds(request), limit: limit + 1 });
    const items = rows.slice(0, limit).map(toRun);
    const last = items.at(-1);
    return rows.length > limit && last !== undefined ? { items, nextCursor: last.id } : { items };
  }

  /** Looks at slices until enough was found, all was seen, or the time is over. */
  async #scan(plan: SlicePlan, { payload = [], most, budgetMs }: Scan): Promise<Found> {
    const startedAt = performance.now();
    const isOver = (): boolean => performance.now() - startedAt >= budgetMs;
    const size = new SliceSize(payload.length > 0);
    const found: string[] = [];
    const scannedAt: number[] = [];
    let [beforeId, scanned]: [string | undefined, number] = [plan.list.beforeId, 0];
    for (;;) {
      const [sliceAt, { runs }] = [performance.now(), size];
      const slice = await readSlice(this.#pool, {
        ...{ plan, beforeId, runs },
        addNeedles: (where) => addNeedles(where, payload),
      });
      size.learn(performance.now() - sliceAt);
      const judged = await this.#judge(slice.ids, payload, (matches) => matches + found.length >= most || isOver());
      const looked = lookedAt(slice, judged);
      for (const place of looked.upTo) scannedAt.push(scanned + place);
      scanned += looked.inAll;
      found.push(...judged.matches);
      // Between the last one that was judged and the next that fits, nothing fits.
      beforeId = judged.last ?? slice.lastId ?? beforeId;
      const isFull = found.length >= most;
      const isComplete = !isFull && judged.last === undefined && slice.scanned < runs;
      if (isFull || isComplete || isOver())
        return { ids: found, scanned, scannedAt, reached: isFull ? found.at(-1) : beforeId, isComplete };
    }
  }

  async #judge(
    ids: readonly string[],
    payload: readonly PayloadCondition[],
    isEnough: (matches: number) => boolean,
  ): Promise<Judged> {
    if (payload.length === 0) return { matches: ids };
    return new PayloadMatcher(this.#pool, this.#payloads, payload).judge(ids, isEnough);
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (cause) {
      throw isDatabaseFault(cause) ? storeFailure(cause) : cause;
    }
  }
}

/** Runs of a slice that were looked at: up to each one that fits, and in all. */
function lookedAt({ ids, places, scanned }: Slice, { matches, last }: Judged) {
  const known = new Map(ids.map((id, index) => [id, places[index]]));
  const placeOf = (id: string): number => known.get(id) ?? scanned;
  return { upTo: matches.map(placeOf), inAll: last === undefined ? scanned : placeOf(last) };
}

const isEmpty = (payload: readonly PayloadCondition[] | undefined): boolean =>
  payload === undefined || payload.length === 0;

/** What a page of a scan says of its end. A page that is full is no news: what is left is on the next one. */
function endOf({ ids, scannedAt, reached, isComplete, ...found }: Found, limit: number): Omit<RunSearchPage, 'items'> {
  const last = ids.length > limit ? ids[limit - 1] : reached;
  const isDone = isComplete && ids.length <= limit;
  // The next page begins behind the last one shown, and looks at what is after it again.
  const scanned = ids.length > limit ? (scannedAt[limit - 1] ?? found.scanned) : found.scanned;
  if (isDone || last === undefined) {
    const scan = { scanned, reachedAtMs: last === undefined ? 0 : timeOfUuid(last), isComplete: true };
    return { scan };
  }
  return { nextCursor: last, scan: { scanned, reachedAtMs: timeOfUuid(last), isComplete: false } };
}
