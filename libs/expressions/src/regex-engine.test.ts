import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate, failureOf } from './testing/evaluate.ts';

test.each([
  [
    'finds groups',
    '$match("ab12cd", /([a-z])(\\d)?/)',
    [
      { match: 'a', index: 0, groups: ['a', null] },
      { match: 'b1', index: 1, groups: ['b', '1'] },
      { match: 'c', index: 4, groups: ['c', null] },
      { match: 'd', index: 5, groups: ['d', null] },
    ],
  ],
  ['ignores case', '$contains("ABC", /b/i)', true],
  ['knows lines', '$match("a\\nb", /^b$/m).index', 2],
  ['knows the end without lines', '$contains("a\\nb", /^b$/)', false],
  ['counts in UTF-16 units', '$match("😀x", /x/).index', 2],
  ['replaces by groups', '$replace("John Smith", /(\\w+)\\s(\\w+)/, "$2, $1")', 'Smith, John'],
  ['replaces by a function', '$replace("a1b2", /\\d/, function($m) { "<" & $m.match & ">" })', 'a<1>b<2>'],
  ['replaces up to a limit', '$replace("aaa", /a/, "b", 2)', 'bba'],
  ['splits', '$split("a1b22c", /\\d+/)', ['a', 'b', 'c']],
  ['splits up to a limit', '$split("a1b2c", /\\d/, 2)', ['a', 'b']],
  ['is a function of its own', '/b/("abc").start', 1],
  ['has no match in nothing', '/u/(missing)', undefined],
  [
    'takes matchers that are functions',
    '$split("a-b", function($s) { $s = "a-b" ? {"match": "-", "start": 1, "end": 2, "groups": [], "next": function() { missing }} })',
    ['a', 'b'],
  ],
  ['knows possessives of Unicode', '$match("äöü", /\\p{L}+/).match', 'äöü'],
])('%s', (_, expression, expected) => {
  expect(evaluate(expression)).toEqual(expected);
});

describe('is refused', () => {
  test.each([
    ['a look ahead', '/a(?=b)/'],
    ['a negative look ahead', '/a(?!b)/'],
    ['a back-reference', '/(a)\\1/'],
    ['a named back-reference', '/(?<x>a)\\k<x>/'],
    ['a pattern that is a page long', `/${'a'.repeat(1001)}/`],
    ['a repetition past a thousand', '/a{1001}/'],
    ['repetitions that add up', `/${'a{1000}'.repeat(20)}/`],
  ])('%s', (_, pattern) => {
    expect(failureOf(`$contains("ab", ${pattern})`)).toMatchObject({ code: 'expression.regex_unsupported' });
  });

  test('what is no text', () => {
    expect(failureOf('$map([1], /1/)')).toMatchObject({ message: 'Only texts match a regular expression.' });
  });

  test('more text than can be matched in a moment', () => {
    const failure = failureOf('$contains($x, /(abc|[d-z]+)*q{1,200}/)', { bindings: { x: 'a'.repeat(200_000) } });
    expect(failure).toMatchObject({ code: 'expression.budget_exceeded', detail: { limit: 'regexWork' } });
  });
});

describe('counts all that is read as steps', () => {
  const bindings = { x: `a${'x'.repeat(10_000)}`, many: 'a'.repeat(3000), fine: '<a> '.repeat(2500) };
  test.each([
    ['by each search for one match', '($r := /a(x*b)?/; $map([1..1000], function() { $r($x) }))'],
    ['by each question for the next match', '($m := /a(x*b)?/($x & $x); $map([1..1000], function() { $m.next() }))'],
    ['past each match', '$count($match($many, /a(.*b)?/))'],
    ['before a pattern is tried', '$map([1..1000], function() { $contains($fine, /<[^>]+>/) })'],
  ])('%s', (_, expression) => {
    const limits = { steps: 40_000, timeMs: 60_000 };
    expect(failureOf(expression, { bindings, limits })).toMatchObject({ detail: { limit: 'steps' } });
  });

  test('but a search goes through a text only once', () => {
    const bindings = { text: 'a x 12-34, '.repeat(10_000) };
    const limits = { steps: 60_000, timeMs: 60_000 };
    for (const pattern of ['/(\\d+)-(\\d+)/', '/a.*?,/', '/^x|, $/', '/(?:[a-z] )+/']) {
      expect(evaluate(`$count($match($text, ${pattern})) > 0`, { bindings, limits })).toBe(true);
    }
  });
});

test('begins where it is told to', () => {
  expect(evaluate('/\\d+x/("12x", 1).match')).toBe('2x');
  expect(evaluate('/\\d+x/("12x", 1.9).start')).toBe(1);
  expect(evaluate('/\\d+x/("12x", -1).start')).toBe(0);
  expect(evaluate('/x/("12x", 4)')).toBeUndefined();
  expect(evaluate('/\\d+x/("1", 0)')).toBeUndefined();
});

test('goes on in the middle of what a pattern begins with', () => {
  expect(evaluate('$match("1234-56-7", /\\d+-\\d/).match')).toEqual(['1234-5', '6-7']);
  expect(evaluate('$split("a, b ,c", /\\s*,\\s*/)')).toEqual(['a', 'b', 'c']);
  expect(evaluate('$replace("  a b  ", /^\\s+|\\s+$/, "")')).toBe('a b');
});

describe('means what it means in JavaScript', () => {
  test.each([
    ['\\s', '\u00a0\v\ufeff x'],
    ['\\S+', 'a\u00a0b'],
    ['[\\s,]+', ',\u00a0;'],
    ['[^\\s]+', '\u00a0ab'],
    ['[^\\S\\n]+', 'a\u00a0 \n'],
    ['[\\s\\S]+', 'a\r\n\u00a0'],
    ['.*', 'a\rb\nc\u2028d'],
    ['[.]', 'a.b'],
    ['a.b', 'a\rb'],
    ['[\\b]', 'a\bc'],
    ['[[:alpha:]]', 'a]'],
    ['\\A\\z\\Q\\E', 'AzQE'],
    ['\\é\\😀\\-\\/', 'é😀-/'],
    ['\\u0041\\x42\\t', 'AB\t'],
    ['(?<year>\\d{4})', 'in 2030'],
    ['\\bword\\B', 'a words'],
    ['\\(\\.\\[', '(.['],
  ])('%s', (source, text) => {
    const expected = new RegExp(source).exec(text)?.[0];
    expect(evaluate(`/${source}/(text).match`, { input: { text } })).toBe(expected);
  });
});

function valueOf(expression: string, text: string): unknown {
  try {
    return evaluate(expression, { input: { text } });
  } catch {
    return 'empty match';
  }
}

test('gives what the engine of JavaScript gives', () => {
  const patterns = [/a+b?/, /[^a]+/, /(a|b)+/, /b$/, /^a/, /a{2,3}/, /(?:ab)*c/, /a+?b/, /\w\s/, /c|ab|a/];
  fc.assert(
    fc.property(
      fc.constantFrom(...patterns),
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 12 }),
      (pattern, text) => {
        const { source } = pattern;
        const expected = [...text.matchAll(new RegExp(source, 'g'))]
          .map((match) => match[0])
          .filter((match) => match !== '');
        fc.pre(!new RegExp(`^(?:${source})`).exec(text)?.[0]?.match(/^$/));
        const found = valueOf(`$match(text, /${source}/).match[]`, text);
        if (found !== 'empty match') expect(found ?? []).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});
