import { Allowance } from './allowance.ts';

/** What is taken at each of these times. */
const takes = (perSecond: number, times: readonly number[]): readonly number[] => {
  const allowance = new Allowance({ perSecond, most: 20, nowMs: 0 });
  return times.map((nowMs) => allowance.take(nowMs));
};

test.each<[string, number, readonly number[], readonly number[]]>([
  ['the first at once, then one each tenth of a second', 10, [0, 50, 100, 200, 300], [1, 0, 1, 1, 1]],
  ['one a second', 1, [0, 500, 999, 1000, 2000], [1, 0, 0, 1, 1]],
  ['several at a time', 100, [0, 100, 200, 250], [1, 10, 10, 5]],
  ['what was not used is not made up for without end', 10, [0, 60_000, 60_050, 60_100], [1, 10, 0, 1]],
  ['never more at a time than may be', 100, [0, 60_000], [1, 20]],
])('%s', (...[, perSecond, times, expected]) => expect(takes(perSecond, times)).toEqual(expected));
