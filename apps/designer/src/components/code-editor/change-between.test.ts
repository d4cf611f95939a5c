import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changeBetween } from './change-between.ts';

test('what is alike at both ends stays', () => {
  expect(changeBetween('{ "a": 1 }', '{ "a": 25 }')).toEqual({ from: 7, to: 8, insert: '25' });
  expect(changeBetween('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' });
});

test('any text becomes any other, and the same one needs no change', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ') });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = changeBetween(before, after);
      const made =
        change === undefined ? before : before.slice(0, change.from) + change.insert + before.slice(change.to);
      expect(made).toBe(after);
      expect(change === undefined).toBe(before === after);
    }),
    { numRuns: 200 },
  );
});
