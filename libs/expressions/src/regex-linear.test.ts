import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import type { Evaluation } from './evaluation.ts';
import { LinearSearch, UnitInput } from './regex-linear.ts';
import { translateSource } from './regex-source.ts';
import { evaluate } from './testing/evaluate.ts';
import { randomRegex } from './testing/random-regexes.ts';

/** Counts work without a limit. */
class Counter {
  units = 0;

  charge(units: number): void {
    this.units += units;
  }
}

function searchFor(regex: RegExp, text: string, counter = new Counter()): LinearSearch {
  const flags = (regex.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (regex.multiline ? RE2JS.MULTILINE : 0);
  const program = RE2JS.compile(RE2JS.translateRegExp(translateSource(regex.source) ?? ''), flags);
  return new LinearSearch(program, new UnitInput(text, false), counter as unknown as Evaluation);
}

/** All matches, without empty ones behind another. */
function matchesOf(search: LinearSearch): readonly unknown[] {
  const matches: unknown[] = [];
  for (let found = search.find(0); found !== undefined; found = search.find(found.end)) {
    matches.push([found.start, found.match, ...found.groups]);
    if (found.match === '') break;
  }
  return matches;
}

function expectedOf(regex: RegExp, text: string): readonly unknown[] {
  const matches: unknown[] = [];
  for (const found of text.matchAll(new RegExp(regex.source, `${regex.flags.replace('g', '')}g`))) {
    matches.push([found.index, ...found]);
    if (found[0] === '') break;
  }
  return matches;
}

const classOf = (units: string): RegExp => new RegExp(`[${units}]`);

test.each([
  [/./, '😀\u2028x'],
  [/[^a]$/, '😀'],
  [classOf('😀'), 'a\ude00b😀'],
  [/😀+/, '😀😀\ude00'],
  [/\ud83d/, '😀'],
  [/^.$/m, 'a\rb\u2028c\n😀'],
  [/(\w)|(-)/, 'a-b'],
  [/\bab\B/, 'ab abc éab1'],
  [/foo|ba+r/i, 'Foo bar BAAR'],
  [/x*/, 'xxy'],
])('%s finds what the engine of JavaScript finds', (regex, text) => {
  expect(matchesOf(searchFor(regex, text))).toEqual(expectedOf(regex, text));
});

test('it finds what the engine of JavaScript finds, whatever the pattern is', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ',', '1', ' ', '\n', '\r', 'é', '😀'), maxLength: 20 });
  // Repeated groups may be left in other ways: there, empty rounds and groups of earlier rounds count.
  const simple = randomRegex.filter(({ source }) => !/\)[*+?{]/.test(source));
  fc.assert(
    fc.property(simple, text, (regex, written) => {
      expect(matchesOf(searchFor(regex, written))).toEqual(expectedOf(regex, written));
    }),
    { numRuns: 1000 },
  );
});

test('properties of Unicode are of whole characters', () => {
  expect(evaluate('$match("a😀b", /\\p{So}/).match')).toBe('😀');
  expect(evaluate('$match("x😀", /[\\p{Lu}😀]/).match')).toBe('😀');
});

describe('it counts what it reads', () => {
  test('also far past what it finds', () => {
    const counter = new Counter();
    const search = searchFor(/a(.*b)?/, 'a'.repeat(1000), counter);
    expect(search.find(0)?.end).toBe(1);
    expect(counter.units).toBeGreaterThanOrEqual(1000);
  });

  test('but what it does not read, it does not count', () => {
    const counter = new Counter();
    expect(searchFor(/a+?/, 'a'.repeat(1000), counter).find(0)?.end).toBe(1);
    expect(counter.units).toBeLessThan(10);
  });

  test('what it looks for in vain is looked for once', () => {
    const counter = new Counter();
    const search = searchFor(/foo.*z|ba+r/, 'bar'.repeat(1000), counter);
    expect(matchesOf(search)).toHaveLength(1000);
    expect(counter.units).toBeLessThan(10_000);
  });

  test('a large pattern costs more', () => {
    const small = new Counter();
    const large = new Counter();
    searchFor(/(?:a|b)z/, 'ab'.repeat(100), small).find(0);
    searchFor(/(?:(?:a|b){1,30}c?){1,30}z/, 'ab'.repeat(100), large).find(0);
    expect(large.units).toBeGreaterThan(100 * small.units);
  });
});
