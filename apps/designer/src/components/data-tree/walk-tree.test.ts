import { expect, test } from '@jest/globals';
import { type TreeLine, walkTree } from './walk-tree.ts';

const line = (level: number, isBranch = false, isOpen = false): TreeLine => ({ id: '', level, isBranch, isOpen });
/** root › [a › [b], c (folded)] */
const lines = [line(0, true, true), line(1, true, true), line(2), line(1, true)];

test.each<[string, number, number | 'toggle' | undefined]>([
  ['ArrowDown', 0, 1],
  ['ArrowUp', 2, 1],
  ['Home', 3, 0],
  ['End', 0, 3],
  ['ArrowRight', 0, 1],
  ['ArrowRight', 2, 2],
  ['ArrowRight', 3, 'toggle'],
  ['ArrowLeft', 1, 'toggle'],
  ['ArrowLeft', 2, 1],
  ['ArrowLeft', 3, 0],
  ['x', 0, undefined],
])('%s on line %i leads to %s', (key, at, to) => {
  expect(walkTree(key, lines, at)).toBe(to);
});

test('from the outermost line nothing leads further out', () => {
  expect(walkTree('ArrowLeft', [line(0)], 0)).toBe(0);
});
