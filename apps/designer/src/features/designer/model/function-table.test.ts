import { setImmediate } from 'node:timers';
import { describe, expect, test } from '@jest/globals';
import { groupOf, searchFunctions, signatureInWords } from './function-table.ts';

// The evaluator gives other work a turn by what browsers and Node have, and jsdom has not.
Object.assign(globalThis, { setImmediate });
const { EXPRESSION_FUNCTIONS } = await import('@millrace/expressions');
const functions = [...EXPRESSION_FUNCTIONS.values()];

test('every function that the engine has is in a group', () => {
  expect(functions.filter(({ name }) => groupOf(name) === undefined).map(({ name }) => name)).toEqual([]);
});

test.each(functions.map((found) => [found.name, found] as const))('$%s has a signature in words', (name, found) => {
  const words = signatureInWords(found);
  expect(words).toMatch(/^\$\w+\([^<>]*\)( → [a-z |]+)?$/);
  expect(words.startsWith(`$${name}(`)).toBe(true);
});

describe('signatures', () => {
  test.each([
    ['pad', '$pad(string, number, string?) → string'],
    ['contains', '$contains(string, string | function) → boolean'],
    ['join', '$join(array of string, string?) → string'],
    ['zip', '$zip(array…)'],
    ['uuid', '$uuid() → string'],
    ['map', '$map(array, function)'],
    ['keys', '$keys(any) → array of string'],
  ])('$%s', (name, expected) => {
    expect(signatureInWords({ name, signature: EXPRESSION_FUNCTIONS.get(name)?.signature ?? '' })).toBe(expected);
  });
});

describe('looking for a function', () => {
  const find = (query: string): readonly string[] => searchFunctions(functions, query).map(({ name }) => name);
  test('by its name, with or without $', () => {
    expect(find('$upper')[0]).toBe('uppercase');
    expect(find('sum')[0]).toBe('sum');
  });
  test('by what it is about', () => {
    expect(find('time')).toContain('dateAdd');
    expect(find('json text')).toContain('parse');
  });
  test('nothing asked gives all, nonsense none', () => {
    expect(find('')).toHaveLength(functions.length);
    expect(find('qqq')).toEqual([]);
  });
});
