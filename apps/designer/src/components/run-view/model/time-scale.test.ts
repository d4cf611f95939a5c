import { createTimeScale } from './time-scale.ts';
import type { Segment, WaterfallRow } from './waterfall.ts';

const row = (depth: number, ...segments: readonly (readonly [Segment['kind'], number, number])[]): WaterfallRow =>
  ({ depth, segments: segments.map(([kind, fromMs, toMs]) => ({ kind, fromMs, toMs })) }) as unknown as WaterfallRow;
const rounded = (value: number): number => Number(value.toFixed(3));

test('without long waits, time is drawn as it went', () => {
  const { at, marks, breaks } = createTimeScale({ fromMs: 1000, toMs: 2000 }, [row(0, ['done', 1000, 2000])]);
  expect([at(1000), at(1500), at(2000)]).toEqual([0, 0.5, 1]);
  expect(marks.map(({ sinceMs }) => sinceMs)).toEqual([0, 200, 400, 600, 800, 1000]);
  expect(breaks).toEqual([]);
});

test('a long wait is short on the axis, and what was done has the rest', () => {
  const rows = [row(0, ['done', 0, 100]), row(0, ['waiting', 100, 100_000]), row(0, ['done', 100_000, 100_100])];
  const { at, marks, breaks } = createTimeScale({ fromMs: 0, toMs: 100_100 }, rows);
  expect(breaks).toMatchObject([{ fromMs: 100, toMs: 100_000 }]);
  expect([at(0), at(100), at(100_000), at(100_100)].map(rounded)).toEqual([0, 0.46, 0.54, 1]);
  expect(marks.map(({ sinceMs }) => sinceMs)).toEqual([0, 50, 100, 100_000, 100_050, 100_100]);
});

test('of a part of the time the axis is that part, with marks of its own', () => {
  const { at, marks } = createTimeScale({ fromMs: 0, toMs: 1000 }, [row(0, ['done', 0, 1000])], { from: 0.5, to: 0.6 });
  expect([at(0), at(500), at(550), at(600), at(1000)].map(rounded)).toEqual([-5, 0, 0.5, 1, 5]);
  expect(marks.map(({ sinceMs }) => sinceMs)).toEqual([500, 520, 540, 560, 580, 600]);
});

test('what only holds other steps is not busy while they wait', () => {
  const rows = [
    row(0, ['done', 0, 10_000]),
    row(1, ['done', 0, 10]),
    row(1, ['delay', 10, 9990], ['done', 9990, 10_000]),
  ];
  expect(createTimeScale({ fromMs: 0, toMs: 10_000 }, rows).breaks).toMatchObject([{ fromMs: 10, toMs: 9990 }]);
});

test('a run that only waits is not broken, and never divides by nothing', () => {
  expect(createTimeScale({ fromMs: 0, toMs: 1000 }, [row(0, ['waiting', 0, 1000])]).at(500)).toBe(0.5);
  const still = createTimeScale({ fromMs: 5, toMs: 6 }, [row(0, ['done', 5, 5])]);
  expect([still.at(5), still.at(6)].every(Number.isFinite)).toBe(true);
});

test.each([
  [10_000, [0, 2000, 4000, 6000, 8000, 10_000]],
  [37, [0, 10, 20, 30]],
  [2, [0, 1, 2]],
])('an axis of %d ms has round marks', (toMs, expected) => {
  const { marks } = createTimeScale({ fromMs: 0, toMs }, [row(0, ['done', 0, toMs])]);
  expect(marks.map(({ sinceMs }) => sinceMs)).toEqual(expected);
});
