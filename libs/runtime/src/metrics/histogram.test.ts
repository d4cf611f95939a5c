import fc from 'fast-check';
import { bucketOf, HISTOGRAM_BOUNDS_MS, histogramOf, mergeHistograms, percentileOf } from './histogram.ts';

const DURATION_MS = fc.integer({ min: 0, max: 31 * 86_400_000 });

it('has few buckets, and none is wider than an eighth of what it begins at, and a millisecond', () => {
  expect(HISTOGRAM_BOUNDS_MS.length).toBeLessThan(256);
  HISTOGRAM_BOUNDS_MS.forEach((bound, index) => {
    const next = HISTOGRAM_BOUNDS_MS[index + 1] ?? bound + 1;
    expect(next).toBeGreaterThan(bound);
    expect(next - bound).toBeLessThanOrEqual(bound / 8 + 1);
  });
});

it.each([
  [0, 0],
  [0.4, 0],
  [1, 1],
  [2, 2],
  [1e15, HISTOGRAM_BOUNDS_MS.length],
])('puts %p ms into bucket %p', (ms, bucket) => {
  expect(bucketOf(ms)).toBe(bucket);
});

it('tells every percentile within an eighth of the true one', () => {
  fc.assert(
    fc.property(
      fc.array(DURATION_MS, { minLength: 1, maxLength: 60 }),
      fc.double({ min: 0.01, max: 1 }),
      (all, share) => {
        const sorted = all.toSorted((a, b) => a - b);
        const truth = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? NaN;
        const told = percentileOf(histogramOf(all), share) ?? NaN;
        expect(Math.abs(told - truth)).toBeLessThanOrEqual(truth / 8 + 1);
      },
    ),
  );
});

it('is the same whether values are counted together or apart', () => {
  fc.assert(
    fc.property(fc.array(DURATION_MS), fc.array(DURATION_MS), (some, others) => {
      const apart = mergeHistograms([histogramOf(some), histogramOf(others)]);
      expect(new Map(apart)).toEqual(histogramOf([...some, ...others]));
    }),
  );
});

it('tells nothing of nothing', () => {
  expect(percentileOf(new Map(), 0.95)).toBeUndefined();
  expect(percentileOf(new Map([[4, 0]]), 0.95)).toBeUndefined();
});
