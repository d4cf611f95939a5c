import { expect, test } from '@jest/globals';
import { dayBars, hourBars, sumOf } from './trend.ts';

const NOW_MS = new Date(2026, 11, 1, 10, 20).getTime();
const hourAgo = (hours: number): string =>
  new Date(Math.floor(NOW_MS / 3_600_000) * 3_600_000 - hours * 3_600_000).toISOString();

test('24 hours, of which this one is the last', () => {
  const bars = hourBars(
    [
      { at: hourAgo(0), count: 2 },
      { at: hourAgo(23), count: 3 },
      { at: hourAgo(24), count: 9 },
    ],
    NOW_MS,
  );
  expect(bars).toHaveLength(24);
  expect([bars[0]?.count, bars[23]?.count, sumOf(bars)]).toEqual([3, 2, 5]);
});

test('14 days, of which this one is the last', () => {
  const bars = dayBars(
    [
      { at: hourAgo(0), count: 2 },
      { at: hourAgo(2), count: 1 },
      { at: hourAgo(24), count: 4 },
    ],
    NOW_MS,
  );
  expect(bars).toHaveLength(14);
  expect([bars[12]?.count, bars[13]?.count, sumOf(bars)]).toEqual([4, 3, 7]);
  expect(bars[13]?.atMs).toBe(new Date(2026, 11, 1).getTime());
});
