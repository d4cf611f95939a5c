// What functions are not allowed to do: take long, make much, or reach a prototype.
import { describe, expect, test } from '@jest/globals';
import { callNative, evaluationWith } from '../testing/call-native.ts';
import type { ExpressionLimits } from '../limits.ts';
import { TextSearch } from './text-search.ts';

const long = 'x'.repeat(1000);
const items = Array.from({ length: 1000 }, (_, index) => index);
const objects = items.map((index) => ({ [`k${index}`]: index }));
const self = (value: unknown): unknown => value;

function failure(name: string, values: readonly unknown[], limits: Partial<ExpressionLimits> = {}): unknown {
  try {
    return callNative(name, values, evaluationWith(limits));
  } catch (cause) {
    return cause;
  }
}

test.each([
  ['uppercase', [long]],
  ['trim', [long]],
  ['pad', ['', 1000]],
  ['pad', ['a', -600, '😀']],
  ['uppercase', ['ﬃ'.repeat(400)]],
  ['join', [Array.from({ length: 400 }, () => 'a'), '--']],
  ['replace', ['a'.repeat(500), 'a', 'bcd']],
  ['replace', ['a'.repeat(500), /a/, 'bcd']],
  ['replace', ['a'.repeat(100), /(a)/, '$1'.repeat(100)]],
  ['replace', ['ab', 'a', long]],
  ['string', [items]],
  [
    'string',
    [
      '"'
        .repeat(400)
        .split('')
        .map((quote) => quote + quote),
    ],
  ],
  ['string', [[[[['a'.repeat(600), items.slice(0, 100)]]]], true]],
  ['base64encode', ['x'.repeat(800)]],
  ['encodeUrl', ['ä'.repeat(400)]],
  ['encodeUrlComponent', ['ä'.repeat(400)]],
  ['hex', ['x'.repeat(600)]],
  ['base64url', ['x'.repeat(900)]],
  ['contains', [long, 'y']],
  ['contains', ['y', long]],
  ['template', [long]],
  ['hash', [long]],
  ['parse', [long]],
])('$%s makes and reads no text past the limit', (name, values) => {
  expect(failure(name, values, { characters: 990 })).toMatchObject({ detail: { limit: 'characters' } });
});

test.each([
  ['append', [items, items]],
  ['reverse', [items]],
  ['shuffle', [items]],
  ['sort', [items]],
  ['sort', [items, () => false]],
  ['distinct', [items]],
  ['zip', [items, items]],
  ['map', [items, self]],
  ['filter', [items, () => true]],
  ['each', [Object.fromEntries(items.map((index) => [`k${index}`, index])), self]],
  ['keys', [objects]],
  ['spread', [objects]],
  ['lookup', [[{ a: items }], 'a']],
  ['split', ['a,'.repeat(1000), ',']],
  ['split', [long, '']],
  ['split', ['a,'.repeat(1000), /,/]],
  ['split', ['a,'.repeat(990), ',']],
  ['split', ['a,'.repeat(990), /,/]],
  ['match', [long, /x/]],
  ['partition', [items, 1]],
])('$%s makes no array past the limit', (name, values) => {
  expect(failure(name, values, { sequenceItems: 990 })).toMatchObject({ detail: { limit: 'sequenceItems' } });
});

test.each([
  ['sum', [items]],
  ['max', [items]],
  ['average', [items]],
  ['map', [items, self]],
  ['filter', [items, self]],
  ['reduce', [items, (sum: unknown, value: unknown) => [sum, value]]],
  ['sort', [items]],
  ['sort', [items.map(String)]],
  ['distinct', [items]],
  ['distinct', [objects]],
  ['keys', [objects]],
  ['lookup', [objects, 'a']],
  ['spread', [objects]],
  ['merge', [objects]],
  ['clone', [objects]],
  ['string', [objects]],
  ['append', [items, items]],
  ['reverse', [items]],
  ['zip', [items, items]],
  ['shuffle', [items]],
  ['join', [items.map(String)]],
  ['length', [long.repeat(2)]],
  ['split', [long.repeat(2), 'y']],
  ['match', [long, /x/]],
  ['hash', [long]],
  ['formatNumber', [1, `#.${'0'.repeat(60)}`]],
  ['template', ['{{a}}'.repeat(400), {}]],
])('$%s counts its work', (name, values) => {
  expect(failure(name, values, { steps: 25 })).toMatchObject({ detail: { limit: 'steps' } });
});

describe('ends soon', () => {
  const doubled = items.slice(0, 60).reduce<unknown>((inner) => [[inner], [inner]], [0]);

  test.each(['keys', 'spread', 'lookup', 'distinct', 'clone', 'string', 'boolean'])(
    '$%s, for arrays that double sixty times',
    (name) => {
      const values = name === 'lookup' ? [doubled, 'a'] : [[doubled, 1]];
      expect(failure(name, values, { timeMs: 500 })).toHaveProperty('detail.limit');
    },
  );

  test('a search for a long part that nearly occurs everywhere', () => {
    const text = 'a'.repeat(4_000_000);
    const half = 'a'.repeat(100_000);
    expect(callNative('contains', [text, `${half}b${half}`])).toBe(false);
    expect(callNative('split', [`${text}b${half}`, `${half}b${half}`])).toEqual([text.slice(half.length), '']);
  });

  test('a search for a long part finds what the engine finds', () => {
    for (const unit of ['a', 'ab', 'aab', 'abcab']) {
      const part = unit.repeat(200);
      const text = `${unit.repeat(150)}b${unit.repeat(450)}a${part}`;
      const search = new TextSearch(part);
      for (let from = 0; from < text.length; from += 37) expect(search.find(text, from)).toBe(text.indexOf(part, from));
    }
  });

  test.each([
    ['formatNumber', [Infinity, '0.0e0'], 'D1001'],
    ['formatInteger', [Infinity, 'A'], 'D1001'],
    ['fromMillis', [-Infinity], 'D1001'],
    ['formatNumber', [1, '0'.repeat(900), { 'zero-digit': '0'.repeat(1000) }], 'expression.budget_exceeded'],
    ['fromMillis', [0, '[Z]', '9'.repeat(1000)], 'expression.budget_exceeded'],
    ['fromMillis', [0, '[Y,*-99999]'], 'expression.budget_exceeded'],
    ['fromMillis', [0, '[Y, 9 9 9 9 9 9 9 9]'], 'expression.budget_exceeded'],
    ['parseInteger', ['1'.repeat(2000), '0'], 'expression.budget_exceeded'],
    ['toMillis', ['1'.repeat(900), '[Y][M][D][H][m][s]'], 'expression.budget_exceeded'],
    ['toMillis', ['1'.repeat(2000)], 'D3110'],
    ['number', ['1'.repeat(2000)], 'D3030'],
    ['formatNumber', [1, undefined], 'D3137'],
    ['formatNumber', [1, '0', { percent: [[['%']]] }], 'D3137'],
    ['formatNumber', [1, `0.${'0'.repeat(200)}`], 'D3137'],
    ['sift', [{ a: 1 }], 'D3137'],
    ['split', ['a', undefined], 'D3137'],
  ])('$%s, given what would keep it busy or make it stumble', (name, values, code) => {
    expect(failure(name, values)).toMatchObject({ code });
  });

  test.each([
    ['deep text', '['.repeat(300_000), 'depth'],
    ['text full of values', `[${'[],'.repeat(200_000)}0]`, 'values'],
    ['short text full of values', `[${'0,'.repeat(2000)}0]`, 'values'],
    ['short and deep text', `${'['.repeat(600)}${']'.repeat(600)}`, 'depth'],
  ])('$parse, given %s', (_, text, limit) => {
    expect(failure('parse', [text], { values: 1000 })).toMatchObject({ detail: { limit } });
  });

  test('$parse counts what is outside of texts', () => {
    const value = { text: '[,'.repeat(200_000), escaped: '"[\\'.repeat(1000), list: [[], {}, [1]] };
    expect(callNative('parse', [JSON.stringify(value)], evaluationWith({ values: 10 }))).toEqual(value);
  });
});

describe('reaches no prototype', () => {
  const evil = JSON.parse('{"__proto__": {"bad": 1}, "good": {"__proto__": 2, "x": 1}}') as unknown;
  const wideEvil = JSON.parse(
    `{"__proto__": {"bad": 1}, "x": 1, ${items.map((index) => `"k${index}": ${index}`).join()}}`,
  ) as unknown;
  test.each([
    ['merge', [[{ a: 1 }, evil]]],
    ['clone', [evil]],
    ['sift', [evil, () => true]],
    ['parse', ['{"__proto__": {"bad": 1}, "good": {"x": 1}}']],
    ['parse', ['[{"\\u005f_proto__": {"bad": 1}, "good": {"x": 1}}]']],
    ['spread', [evil]],
    ['merge', [wideEvil]],
    ['merge', [[wideEvil, wideEvil]]],
    ['clone', [wideEvil]],
  ])('$%s', (name, values) => {
    const made = [callNative(name, values)].flat() as object[];
    for (const object of made) {
      expect(object).not.toHaveProperty('bad');
      expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
      expect(Object.keys(object)).not.toContain('__proto__');
    }
    expect(JSON.stringify(made)).toContain('"x":1');
  });
});
