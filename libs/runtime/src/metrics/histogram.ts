/** Sparse counts on a logarithmic scale: bucket -> how many. Added together they stay exact, so percentiles never are means. */
export type Histogram = ReadonlyMap<number, number>;

const BUCKETS_PER_OCTAVE = 8;
/** 31 days: what takes longer is in the last bucket. */
const LONGEST_MS = 31 * 86_400_000;

/** Where buckets begin. A value is in the bucket numbered by how many of these are not above it, here and in the database. */
export const HISTOGRAM_BOUNDS_MS: readonly number[] = makeBounds();

function makeBounds(): readonly number[] {
  const bounds: number[] = [];
  for (let step = 0; (bounds.at(-1) ?? 0) < LONGEST_MS; step += 1) {
    const bound = Math.round(2 ** (step / BUCKETS_PER_OCTAVE));
    if (bound !== bounds.at(-1)) bounds.push(bound);
  }
  return bounds;
}

export function bucketOf(ms: number): number {
  let low = 0;
  let high = HISTOGRAM_BOUNDS_MS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((HISTOGRAM_BOUNDS_MS[middle] ?? Infinity) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function histogramOf(values: Iterable<number>): Histogram {
  const counts = new Map<number, number>();
  for (const value of values) countInto(counts, bucketOf(value), 1);
  return counts;
}

export function mergeHistograms(histograms: Iterable<Histogram>): Histogram {
  const counts = new Map<number, number>();
  for (const histogram of histograms) {
    for (const [bucket, count] of histogram) countInto(counts, bucket, count);
  }
  return counts;
}

/** Within an eighth of the value, mostly much nearer, that so many (0..1) are not above. Undefined of nothing. */
export function percentileOf(histogram: Histogram, share: number): number | undefined {
  const buckets = [...histogram].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.max(1, Math.ceil(share * total));
  let seen = 0;
  for (const [bucket, count] of buckets) {
    if (seen + count >= rank) return valueInside(bucket, (rank - seen - 0.5) / count);
    seen += count;
  }
  return undefined;
}

/** As if what is in a bucket were spread evenly over it. */
function valueInside(bucket: number, share: number): number {
  const from = HISTOGRAM_BOUNDS_MS[bucket - 1] ?? 0;
  const until = HISTOGRAM_BOUNDS_MS[bucket] ?? from;
  // A bucket of one millisecond holds that millisecond.
  return until - from <= 1 ? from : from + (until - from) * share;
}

function countInto(counts: Map<number, number>, bucket: number, count: number): void {
  counts.set(bucket, (counts.get(bucket) ?? 0) + count);
}
