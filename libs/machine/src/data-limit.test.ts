import { describe, expect, test } from '@jest/globals';
import { sizeOf } from './data-limit.ts';
import type { JsonValue } from './json.ts';

const textOf = (characters: number): string => 'x'.repeat(characters - 2);

describe('size', () => {
  test.each<[JsonValue, string]>([
    ['text', 'a text'],
    [['a', 'b'], 'a list'],
    [{ a: 'b', c: { d: 'e' } }, 'an object'],
    [{}, 'an empty object'],
  ])('of %j is about its JSON: %s', (value) => {
    const exact = JSON.stringify(value).length;
    expect(sizeOf(value)).toBeGreaterThanOrEqual(exact);
    expect(sizeOf(value)).toBeLessThanOrEqual(exact + 4);
    expect(sizeOf(value)).toBe(sizeOf(value));
  });

  test('of numbers, booleans and null is the same', () =>
    expect([1, 1e300, true, null].map(sizeOf)).toEqual([8, 8, 8, 8]));

  test('counts a shared part as often as it is there', () => {
    const shared = { text: textOf(1000) };
    expect(sizeOf([shared, shared])).toBeGreaterThan(2000);
  });
});
