import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonValue } from '@millrace/machine';
import { differencesOf } from './differences.ts';

const placesOf = (expected: JsonValue, actual: JsonValue | undefined): readonly string[] =>
  differencesOf(expected, actual, '').map(({ path, message }) => `${path} ${message}`);

describe('equal', () => {
  test.each<[string, JsonValue, JsonValue]>([
    ['the same', { a: [1, null, 'x'] }, { a: [1, null, 'x'] }],
    ['another order of members', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['what is named', { $match: { a: 1 } }, { a: 1, b: 2 }],
    ['what is named at a depth', { list: [{ $match: { a: { b: 1 } } }] }, { list: [{ a: { b: 1, c: 2 }, d: 3 }] }],
    ['items that are named in part', { $match: [{ id: 1 }, {}] }, [{ id: 1, x: 2 }, { y: 3 }]],
    ['a member beside it', { $match: 1, other: 2 }, { $match: 1, other: 2 }],
    ['a member of that name', { $match: { $match: 1 } }, { $match: 1 }],
  ])('%s', (_, expected, actual) => {
    expect(placesOf(expected, actual)).toEqual([]);
  });

  test('whatever is compared with itself', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('$match'));
        const text = JSON.stringify(value);
        expect(differencesOf(JSON.parse(text) as JsonValue, JSON.parse(text) as JsonValue, '')).toEqual([]);
      }),
    );
  });
});

describe('different', () => {
  test.each<[string, JsonValue, JsonValue | undefined, readonly string[]]>([
    ['a value', 1, 2, [' Expected 1, but it is 2.']],
    ['a type', 1, '1', [' Expected 1, but it is "1".']],
    ['nothing', 1, undefined, [' Expected 1, but there is nothing.']],
    ['null and nothing', { a: null }, {}, ['/a Expected null, but there is nothing.']],
    ['a member more', { a: 1 }, { a: 1, b: 2 }, ['/b Nothing was expected here, but there is 2.']],
    ['an item more', [1], [1, 2], ['/1 Nothing was expected here, but there is 2.']],
    ['an item less', [1, 2], [1], ['/1 Expected 2, but there is nothing.']],
    ['a list and an object', [], {}, [' Expected [], but it is {}.']],
    ['a slash in a name', { 'a/b~': 1 }, { 'a/b~': 2 }, ['/a~1b~0 Expected 1, but it is 2.']],
    ['a named member', { $match: { a: 1 } }, { a: 2, b: 1 }, ['/a Expected 1, but it is 2.']],
    [
      'a list in what is named',
      { $match: { a: [1] } },
      { a: [1, 2] },
      ['/a/1 Nothing was expected here, but there is 2.'],
    ],
    ['a member of every object', { constructor: 1 }, {}, ['/constructor Expected 1, but there is nothing.']],
  ])('%s', (...[, expected, actual, words]) => {
    expect(placesOf(expected, actual)).toEqual(words);
  });

  test('at most twenty places, and short values', () => {
    const list = Array.from({ length: 100 }, (_, index) => index);
    expect(placesOf(list, [])).toHaveLength(20);
    expect(placesOf([], list)).toHaveLength(20);
    expect(placesOf('x'.repeat(1000), 1)[0]).toHaveLength(125);
  });
});
