import { comparedFigures, compareFigures, formatMetric, formatRate, markedPoints, spanOf } from './metric-value.ts';

it.each([
  ['runs', 9412, '9,412'],
  ['queue_depth', 1.26, '1.3'],
  ['error_rate', 0.025, '2.5 %'],
  ['error_rate', 0, '0 %'],
  ['duration_p95', 3140, '3.1 s'],
] as const)('%s of %p reads %p', (metric, value, text) => {
  expect(formatMetric(metric, value)).toBe(text);
});

it('never rounds a failure away', () => {
  expect(formatRate(0.0004)).toBe('0.0 %');
  expect(formatRate(0.999)).toBe('99.9 %');
  expect(formatRate(1)).toBe('100 %');
});

it.each([
  ['runs', 106, 100, { kind: 'more', percent: 6 }],
  ['runs', 50, 100, { kind: 'less', percent: 50 }],
  ['runs', 1000, 1001, { kind: 'same' }],
  ['runs', 5, 0, { kind: 'was', then: 0 }],
  ['runs', 5, null, { kind: 'none' }],
  ['duration_p95', 120, 100, { kind: 'slower', percent: 20 }],
  ['duration_p95', null, 100, { kind: 'was', then: 100 }],
  ['error_rate', 0.025, 0.004, { kind: 'higher', then: 0.004 }],
  ['error_rate', 0.004, 0.0041, { kind: 'same' }],
] as const)('%s of %p against %p is %p', (...[metric, now, then, change]) => {
  expect(compareFigures(metric, now, then)).toEqual(change);
});

it('compares times of one length: without the hour that still goes on, which the figure has', () => {
  const answer = { total: { value: 106, count: 106 }, compared: { value: 100, count: 100 } };
  const previous = { value: 100, count: 100 };
  expect(comparedFigures({ ...answer, previous })).toEqual([100, 100]);
  expect(comparedFigures({ ...answer, previous }, { value: 90 })).toEqual([106, 90]);
});

it('counts gaps, and does not take them for 0', () => {
  const at = '2026-01-01T00:00:00Z';
  const points = [3, null, 5].map((value) => ({ at, value, count: 1 }));
  expect(spanOf(points)).toEqual({ least: 3, most: 5, gaps: 1 });
  expect(spanOf([])).toEqual({ least: undefined, most: undefined, gaps: 0 });
});

it('marks the end of a line, and what stands alone between gaps', () => {
  expect(markedPoints([1, 2, null, 3, null, 4, 5, null])).toEqual([3, 6]);
  expect(markedPoints([null, null])).toEqual([]);
});
