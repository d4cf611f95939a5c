import { describe, expect, test } from '@jest/globals';
import { requireRoom, requireSmall, sizeOf } from './data-limit.ts';
import type { JsonValue } from './json.ts';

const MEBI = 1024 * 1024;
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

describe('limits', () => {
  test('a value may have 16 MiB, and not a character more', () => {
    expect(() => requireSmall(textOf(16 * MEBI), 'Output')).not.toThrow();
    expect(() => requireSmall(textOf(16 * MEBI + 1), 'Output')).toThrow(
      "States.DataLimitExceeded: The value of the field 'Output' would take 16777217 characters",
    );
  });

  test('all variables together may have 64 MiB', () => {
    const quarter = textOf(16 * MEBI);
    const variables = { a: quarter, b: quarter, c: quarter, d: quarter };
    expect(() => requireRoom({}, { a: quarter, b: quarter }, { c: quarter, d: quarter })).not.toThrow();
    expect(() => requireRoom({}, variables, { e: '' })).toThrow('States.DataLimitExceeded: The variables of the run');
  });

  test('a variable that is assigned again counts once', () => {
    const half = textOf(32 * MEBI);
    expect(() => requireRoom({}, { a: half, b: half }, { b: half })).not.toThrow();
  });
});
