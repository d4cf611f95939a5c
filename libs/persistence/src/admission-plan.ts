import type { BucketRow, CandidateRow, WantedRows } from './sql/read-admissions.ts';

/** What becomes of the runs that wait. */
export interface AdmissionPlan {
  readonly begin: readonly string[];
  /** Held runs that no place is left for, or that a newer one replaces. */
  readonly skip: readonly string[];
  /** Unfinished runs that a newer one replaces. */
  readonly cancel: readonly string[];
  /** When the next may begin, epoch milliseconds, if only time is in its way. */
  readonly nextMs?: number;
}

/** Counts while it decides. Buckets share keys: a workflow's one limit may meet many keys of a rate. */
class Limits {
  readonly #buckets: ReadonlyMap<string, BucketRow>;
  readonly #occupied = new Map<string, number>();
  readonly #started = new Map<string, number>();

  constructor(buckets: readonly BucketRow[]) {
    this.#buckets = new Map(buckets.map((row) => [row.bucket, row]));
    for (const { concurrency_key: place, occupants, rate_key: rate, started } of buckets) {
      if (place !== null) this.#occupied.set(place, occupants.length);
      if (rate !== null) this.#started.set(rate, started);
    }
  }

  bucketOf({ bucket }: CandidateRow): BucketRow | undefined {
    return this.#buckets.get(bucket);
  }

  /** Fewer runs of its key are unfinished than may be. */
  hasPlace({ concurrency_key: key }: BucketRow, { concurrency_max: max }: CountLimits): boolean {
    return key === null || (this.#occupied.get(key) ?? 0) < (max ?? 1);
  }

  /** Fewer runs of its key have started in time than may. */
  hasStart({ rate_key: key }: BucketRow, { rate_limit: limit }: CountLimits): boolean {
    return key === null || (this.#started.get(key) ?? 0) < (limit ?? 1);
  }

  take({ concurrency_key: place, rate_key: rate }: BucketRow): void {
    if (place !== null) this.#occupied.set(place, (this.#occupied.get(place) ?? 0) + 1);
    if (rate !== null) this.#started.set(rate, (this.#started.get(rate) ?? 0) + 1);
  }
}
type CountLimits = Pick<CandidateRow, 'concurrency_max' | 'rate_limit'>;

/** Of which buckets runs could begin now, or be ended instead, and how many at most. */
export function wantedRows(
  buckets: readonly BucketRow[],
  { limit, maxEnded }: { readonly limit: number; readonly maxEnded: number },
): readonly WantedRows[] {
  const limits = new Limits(buckets);
  return buckets.flatMap((row) => {
    const { bucket, overlap, concurrency_max: max, occupants } = row;
    if (overlap === 'skip' || overlap === 'cancelOldest') return [{ bucket, rows: limit + maxEnded }];
    if (!limits.hasPlace(row, row) || !limits.hasStart(row, row)) return [];
    // One more tells whether somebody is left behind.
    return [{ bucket, rows: 1 + (max === null ? limit : Math.min(limit, max - occupants.length)) }];
  });
}

/** Decides, oldest first, which candidates begin and which never will. */
export function planAdmission(
  buckets: readonly BucketRow[],
  candidates: readonly CandidateRow[],
  { nowMs, limit }: { readonly nowMs: number; readonly limit: number },
): AdmissionPlan {
  const limits = new Limits(buckets);
  const replaced = replacedRuns(buckets, candidates);
  const [begin, skip]: [string[], string[]] = [[], [...replaced.held]];
  // Those that nothing but the rate keeps back.
  const late = new Set(buckets.filter((row) => limits.hasPlace(row, row) && !limits.hasStart(row, row)));
  for (const candidate of candidates) {
    const bucket = limits.bucketOf(candidate);
    if (bucket === undefined || replaced.held.has(candidate.run_id)) continue;
    if (!limits.hasPlace(bucket, candidate)) {
      if (bucket.overlap === 'skip') skip.push(candidate.run_id);
    } else if (!limits.hasStart(bucket, candidate)) late.add(bucket);
    else if (begin.length < limit) {
      begin.push(candidate.run_id);
      limits.take(bucket);
    }
  }
  const times = [...late].map((row) => nextStartMs(row, nowMs));
  return {
    begin,
    skip,
    cancel: [...replaced.occupants],
    ...(times.length === 0 ? {} : { nextMs: Math.min(...times) }),
  };
}

/** Of each key that wants its newest runs only, all others; those that were asked already make room soon. */
function replacedRuns(buckets: readonly BucketRow[], candidates: readonly CandidateRow[]) {
  const [held, occupants] = [new Set<string>(), new Set<string>()];
  const groups = new Map<string, { readonly row: BucketRow; readonly own: CandidateRow[] }>();
  const rows = new Map(buckets.map((row) => [row.bucket, row]));
  for (const candidate of candidates) {
    const row = rows.get(candidate.bucket);
    if (row?.overlap !== 'cancelOldest' || row.concurrency_key === null) continue;
    const group = groups.get(row.concurrency_key) ?? { row, own: [] };
    group.own.push(candidate);
    groups.set(row.concurrency_key, group);
  }
  for (const { row, own } of groups.values()) {
    const all = [
      ...row.occupants.map(({ run_id, arrival, is_asked }) => ({ run_id, arrival, isHeld: false, isAsked: is_asked })),
      ...own.map(({ run_id, arrival }) => ({ run_id, arrival, isHeld: true, isAsked: false })),
    ].sort(byArrival);
    for (const { run_id, isHeld, isAsked } of all.slice(0, Math.max(0, all.length - (row.concurrency_max ?? 1)))) {
      if (isHeld) held.add(run_id);
      else if (!isAsked) occupants.add(run_id);
    }
  }
  return { held, occupants };
}

/** The oldest first. */
export const byArrival = (a: Pick<CandidateRow, 'arrival'>, b: Pick<CandidateRow, 'arrival'>): number =>
  a.arrival - b.arrival;

/** When the first start of the window is over. */
function nextStartMs({ first_started_ms: firstMs, rate_seconds: seconds }: BucketRow, nowMs: number): number {
  return (firstMs ?? nowMs) + (seconds ?? 0) * 1000;
}
