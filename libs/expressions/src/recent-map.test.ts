import { expect, test } from '@jest/globals';
import { RecentMap } from './recent-map.ts';

test('keeps no more than it may, and forgets what was not used for longest', () => {
  const map = new RecentMap<number>(4);
  for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) map.set(key, index, 1);
  expect(map.get('a')).toBe(0);
  map.set('e', 4, 1);
  expect(map.get('b')).toBeUndefined();
  expect(['a', 'c', 'd', 'e'].map((key) => map.get(key))).toEqual([0, 2, 3, 4]);
  expect(map.size).toBe(4);
});

test('a heavy entry takes the place of several', () => {
  const map = new RecentMap<string>(10);
  for (const key of ['a', 'b', 'c']) map.set(key, key, 3);
  map.set('d', 'd', 6);
  expect(['a', 'b', 'c', 'd'].map((key) => map.get(key))).toEqual([undefined, undefined, 'c', 'd']);
});

test('what is heavier than all is not kept', () => {
  const map = new RecentMap<string>(10);
  map.set('a', 'a', 1);
  map.set('b', 'b', 11);
  expect(map.size).toBe(0);
  map.set('c', 'c', 10);
  expect(map.get('c')).toBe('c');
});

test('a key that is set again is one entry, with its new weight', () => {
  const map = new RecentMap<number>(4);
  map.set('a', 1, 3);
  map.set('a', 2, 1);
  map.set('b', 3, 3);
  expect([map.get('a'), map.get('b'), map.size]).toEqual([2, 3, 2]);
});
