import { barsOf, boundsOf, brushOf, chartSpan, sumOf, ticksOf, totalOf, usualSpan } from './run-histogram.ts';

const NOW_MS = Date.parse('2026-01-02T12:07:00Z');
const day = chartSpan('24h', NOW_MS);

test('a chart has whole bars and ends with the one of now', () => {
  expect(new Date(day.untilMs).toISOString()).toBe('2026-01-02T12:15:00.000Z');
  expect(day).toMatchObject({ buckets: 96, bucketMs: 900_000, fromMs: day.untilMs - 86_400_000 });
  expect(ticksOf(day).map(({ place }) => place)).toEqual([16, 32, 48, 64, 80].map((bar) => bar / 96));
});

test.each([
  ['', '24h'],
  ['from:-1h', '1h'],
  ['from:-24h', '24h'],
  ['from:-3d', '7d'],
  ['from:-90d', '30d'],
] as const)('the span of %j is %s', (query, span) => {
  expect(usualSpan(query, NOW_MS)).toBe(span);
});

test('the range of a query is a range of bars, and the other way round', () => {
  expect(brushOf('status:failed', day, NOW_MS)).toBeUndefined();
  const brush = brushOf('from:2026-01-02T10:00Z until:2026-01-02T11:00Z', day, NOW_MS);
  expect(brush).toEqual({ from: 87, until: 91 });
  expect(boundsOf({ from: 87, until: 91 }, day)).toEqual({ from: '2026-01-02T10:00Z', until: '2026-01-02T11:00Z' });
  expect(brushOf('from:-1h', day, NOW_MS)).toEqual({ from: 91, until: 96 });
  expect(boundsOf({ from: 91, until: 96 }, day)).toEqual({ from: '2026-01-02T11:00Z' });
  expect(boundsOf({ from: 0, until: 96 }, day)).toEqual({});
  expect(brushOf('until:2025-01-01', day, NOW_MS)).toBeUndefined();
});

test('statuses that mean the same to a reader are one part of a bar', () => {
  const counts = [
    { succeeded: 5, failed: 1, timed_out: 2 },
    { running: 1, compensating: 1, cancelled: 4 },
  ];
  const bars = barsOf({
    ...{ from: '', until: '', total: {}, countedShare: 1, leftOut: [] },
    buckets: counts.map((each) => ({ from: '', counts: each })),
  });
  expect(bars[0]).toEqual({ succeeded: 5, failed: 3, running: 0, waiting: 0, queued: 0, stopped: 0 });
  expect(totalOf(sumOf(bars))).toBe(14);
  expect(sumOf(bars, { from: 1, until: 2 })).toMatchObject({ succeeded: 0, running: 2, stopped: 4 });
});
