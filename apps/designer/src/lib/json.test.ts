import { describe, expect, test } from '@jest/globals';
import { asText, isSame, parseJson, pointerPart } from './json.ts';

describe('two values say the same', () => {
  const shared = { deep: [1, { two: null }] };
  test.each([
    ['one object', { left: shared, right: shared }, true],
    ['equal objects in another order', { left: { a: 1, b: [2] }, right: { b: [2], a: 1 } }, true],
    ['equal lists', { left: [1, [2]], right: [1, [2]] }, true],
    ['another member', { left: { a: 1 }, right: { a: 2 } }, false],
    ['a member more', { left: { a: 1 }, right: { a: 1, b: 2 } }, false],
    ['as many members of other names', { left: { a: undefined }, right: { b: undefined } }, false],
    ['a list and an object', { left: [], right: {} }, false],
    ['an object and a list', { left: {}, right: [] }, false],
    ['a shorter list', { left: [1, 2], right: [1] }, false],
    ['null and an object', { left: null, right: {} }, false],
    ['text and number', { left: '1', right: 1 }, false],
    ['a member of that name only by inheritance', { left: { toString: 1 }, right: { other: 1 } }, false],
  ])('%s', (_, { left, right }, same) => {
    expect(isSame(left, right)).toBe(same);
  });
});

test.each([
  [undefined, ''],
  ['plain', 'plain'],
  [12, '12'],
  [{ a: [true] }, '{"a":[true]}'],
])('%j is the text %j', (value, text) => {
  expect(asText(value)).toBe(text);
});

test('a text says something, or why it does not', () => {
  expect(parseJson('[null]')).toEqual({ value: [null], problem: '' });
  expect(parseJson('{')).toEqual({ value: undefined, problem: expect.stringMatching(/./) as unknown });
});

test('a name with slashes and tildes becomes one part of a pointer', () => {
  expect(pointerPart('a/b~c')).toBe('a~1b~0c');
});
