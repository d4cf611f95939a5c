import { expect, test } from '@jest/globals';
import { walkGrid } from './grid-walk.ts';

/** Two rows of three, and one more. */
const places = [0, 1, 2, 3, 4, 5, 6].map((index) => ({ left: (index % 3) * 300, top: Math.floor(index / 3) * 150 }));

test.each([
  [0, 'ArrowRight', 1],
  [2, 'ArrowRight', 3],
  [6, 'ArrowRight', undefined],
  [0, 'ArrowLeft', undefined],
  [4, 'ArrowUp', 1],
  [1, 'ArrowUp', undefined],
  [1, 'ArrowDown', 4],
  [5, 'ArrowDown', 6],
  [6, 'ArrowDown', undefined],
  [3, 'Home', 0],
  [3, 'End', 6],
  [3, 'Enter', undefined],
  [9, 'Home', undefined],
] as const)('from card %i, %s leads to %s', (from, key, expected) => {
  expect(walkGrid(places, from, key)).toBe(expected);
});
