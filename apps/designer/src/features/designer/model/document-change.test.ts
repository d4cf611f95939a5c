import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyChange, changeBetween } from './document-change.ts';

/** As text, because the order of members counts. */
const text = (value: unknown): string => JSON.stringify(value);

describe('a change', () => {
  test.each<[string, unknown, unknown, unknown]>([
    ['is none between the same', { a: [1] }, { a: [1] }, undefined],
    ['names the member', { a: 1, b: 2 }, { a: 1, b: 3 }, { members: { b: { set: 3 } } }],
    [
      'goes down',
      { a: { b: [1, 2] } },
      { a: { b: [1, 3] } },
      { members: { a: { members: { b: { items: [[1, { set: 3 }]] } } } } },
    ],
    ['drops a member', { a: 1, b: 2 }, { b: 2 }, { members: {}, gone: ['a'] }],
    [
      'keeps the place of a renamed member',
      { a: 1, b: 2 },
      { z: 1, b: 2 },
      { members: { z: { set: 1 } }, gone: ['a'], order: ['z', 'b'] },
    ],
    ['writes a list of another length anew', [1], [1, 2], { set: [1, 2] }],
    ['knows null from an object', { a: null }, { a: {} }, { members: { a: { set: {} } } }],
  ])('%s', (...[, before, after, change]) => {
    expect(changeBetween(before, after)).toEqual(change);
  });

  test('leads from any value to any other, to the order of their members', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', '1', '__proto__');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, 1, 2, 'x'),
        fc.dictionary(key, tie('value')),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(value, value, (before, after) => {
        const change = changeBetween(before, after);
        const result: unknown =
          change === undefined ? before : applyChange(before, JSON.parse(text(change)) as typeof change);
        expect(text(result)).toBe(text(after));
      }),
      { numRuns: 2000 },
    );
  });

  test('shares what it leaves alone', () => {
    const before = { a: { deep: [1] }, b: 2 };
    expect(applyChange(before, { members: { b: { set: 3 } } }).a).toBe(before.a);
  });
});
