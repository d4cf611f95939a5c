import { expect, test } from '@jest/globals';
import { createReuse } from './reuse.ts';

const item = (id: string, x: number): { id: string; place: { x: number } } => ({ id, place: { x } });

test('equal items and lists stay the same objects, changed ones are new', () => {
  const reuse = createReuse<ReturnType<typeof item>>();
  const first = reuse([item('a', 1), item('b', 1)]);
  expect(reuse([item('a', 1), item('b', 1)])).toBe(first);
  const second = reuse([item('a', 1), item('b', 2)]);
  expect([second[0] === first[0], second[1] === first[1], second === first]).toEqual([true, false, false]);
  const turned = reuse([item('b', 2), item('a', 1)]);
  expect(turned).toEqual([item('b', 2), item('a', 1)]);
  expect([turned[0] === second[1], turned[1] === second[0]]).toEqual([true, true]);
  expect(reuse([item('a', 1)])).toEqual([item('a', 1)]);
});
