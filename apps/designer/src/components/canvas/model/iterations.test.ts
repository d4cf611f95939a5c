import { expect, test } from '@jest/globals';
import { stepped } from './iterations.ts';

test.each<[number | undefined, 1 | -1, number | undefined]>([
  [undefined, 1, 0],
  [undefined, -1, 11],
  [0, 1, 1],
  [0, -1, undefined],
  [11, 1, undefined],
])('from %j, %i step goes to %j of twelve', (index, step, expected) => {
  expect(stepped({ ...(index === undefined ? {} : { index }), count: 12, failed: 0 }, step)).toBe(expected);
});

test('of none there is none', () => {
  expect(stepped({ count: 0, failed: 0 }, 1)).toBeUndefined();
});
