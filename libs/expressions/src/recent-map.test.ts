import { expect, test } from '@jest/globals';
import { RecentMap } from './recent-map.ts';

test('keeps no more than it may, and forgets what was not used for longest', () => {
  const map = new RecentMap<number>(4);
  for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) map.set(key, index);
  expect(map.get('a')).toBe(0);
  map.set('e', 4);
  expect(map.get('b')).toBeUndefined();
  expect(['a', 'c', 'd', 'e'].map((key) => map.get(key))).toEqual([0, 2, 3, 4]);
  expect(map.size).toBe(4);
});

test('a key that is set again is one entry', () => {
  const map = new RecentMap<number>(2);
  map.set('a', 1);
  map.set('a', 2);
  map.set('b', 3);
  expect([map.get('a'), map.get('b'), map.size]).toEqual([2, 3, 2]);
});
