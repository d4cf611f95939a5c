// Every function of the reference by itself: the same value, or the same error.
import { describe, expect, test } from '@jest/globals';
import { outcomeOfNative, outcomeOfReference } from '../testing/call-native.ts';
import { NATIVES } from './natives-table.ts';
import { referenceOf } from './natives.ts';
import { EXPRESSION_FUNCTIONS } from './table.ts';

const TEXTS = ['', 'abc', 'a😀b\u0301c', '  a \n\t b  ', 'ä,b,,c', 'undefined', undefined];
const NUMBERS = [0, -0, 1, -1, 2.5, -2.5, 1.255, 1e21, 1e-7, 0.1 + 0.2, -1234.567, NaN, Infinity, undefined];
const OBJECT = { b: 1, a: { c: [2, null] }, '1': 'x' };
const ARRAYS = [
  [],
  [1],
  [3, 1, 2, 1],
  ['b', 'a', 'B', '😀'],
  [[1, [2]], [[3]]],
  [OBJECT, { a: 1, d: 2 }, [OBJECT], 'x', null],
];
const ANY = [...TEXTS, ...NUMBERS, ...ARRAYS, OBJECT, {}, true, false, null, [null], [false, [0]], [[], {}], [0, 'a']];

const isOdd = (value: unknown): boolean => Number(value) % 2 === 1;
const self = (value: unknown): unknown => value;
const all = (...values: unknown[]): unknown => values;
const withIndex = (value: unknown, index: unknown): unknown => [value, index];
const withWhole = (value: unknown, index: unknown, whole: unknown): unknown => [value, index, whole];
const nothing = (): undefined => undefined;
const add = (sum: unknown, value: unknown): unknown => `${String(sum)}+${String(value)}`;
const CALLBACKS = [isOdd, self, all, withIndex, withWhole, nothing];

/** Matches each 'a' of a text, and says so in the way of a function written in JSONata. */
const eachA = (text: unknown): unknown => matchFrom(String(text), 0);
function matchFrom(text: string, from: number): unknown {
  const start = text.indexOf('a', from);
  if (start === -1) return undefined;
  const next = (): unknown => matchFrom(text, start + 1);
  return { match: 'a', start, end: start + 1, groups: [`<${start}>`], next };
}
const MATCHERS = [/b/, /(a)(b)?/i, /^/m, /[^,]+/, eachA, nothing];
const REPLACEMENTS = ['', '-', '$', '$$', '$0$0', '[$1$2$3]', '$1x$', '$12', '$ 1', undefined];

function combined(...lists: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  return lists.reduce<readonly (readonly unknown[])[]>(
    (found, list) => found.flatMap((values) => list.map((value) => [...values, value])),
    [[]],
  );
}

const one = (values: readonly unknown[]): readonly (readonly unknown[])[] => combined(values);

const CALLS: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  ...Object.fromEntries(
    ['sum', 'max', 'min', 'average'].map((name) => [name, one([...ARRAYS, 5, undefined, [0, NaN]])]),
  ),
  count: one(ANY),
  ...Object.fromEntries(
    ['boolean', 'not', 'exists', 'type', 'keys', 'spread', 'distinct'].map((name) => [name, one(ANY)]),
  ),
  string: combined(ANY, [undefined, true, false]),
  ...Object.fromEntries(['length', 'lowercase', 'uppercase', 'trim'].map((name) => [name, one(TEXTS)])),
  substring: combined(TEXTS, [0, 1, 2.7, -1, -3, -9, 9, NaN], [undefined, 0, 1, 2.5, 9, -1]),
  substringBefore: combined(TEXTS, ['', 'b', ',', 'zz']),
  substringAfter: combined(TEXTS, ['', 'b', ',', 'zz']),
  pad: combined(TEXTS, [0, 2, -2, 6.9, -12, NaN], [undefined, '', '#', 'ab', '😀ä']),
  join: combined([...ARRAYS, 'a', undefined, ['a', 1]], [undefined, '', ', ']),
  contains: combined(TEXTS, ['', 'b', '😀', undefined, ...MATCHERS, () => null, () => 'x', () => ({ start: 0 })]),
  match: combined(TEXTS, MATCHERS, [undefined, 0, 1, 1.5, NaN, -1]),
  split: combined(TEXTS, ['', ',', 'b', ...MATCHERS], [undefined, 0, 0.5, 1, 1.5, 2, NaN, -1]),
  replace: [
    ...combined(TEXTS, ['', ',', 'b', 'a😀'], REPLACEMENTS, [undefined, 0, 1, 1.5, NaN, -1]),
    ...combined(TEXTS, MATCHERS, REPLACEMENTS.slice(0, -1), [undefined, 1]),
    ...combined(['abcab'], MATCHERS, [all, self, () => '$1', (match: unknown) => (match as { match: string }).match]),
    ...combined(['x'.repeat(12)], [/(x)(x)(x)(x)(x)(x)(x)(x)(x)(x)(x)/], ['$1', '$11', '$12', '$99', '$-1']),
  ],
  ...Object.fromEntries(['floor', 'ceil', 'abs', 'sqrt'].map((name) => [name, one(NUMBERS)])),
  round: combined(NUMBERS, [undefined, 0, 1, 2, -2, 1.5, NaN]),
  power: combined(NUMBERS, [undefined, 0, 2, -1, 0.5, 999]),
  formatBase: combined(NUMBERS, [undefined, 2, 16, 36.4, 1, 37]),
  number: one([
    ...TEXTS,
    ...NUMBERS,
    true,
    false,
    '12.5',
    '-0',
    '1e999',
    '.5',
    '0x1F',
    '0o17',
    '0b1',
    '0xZ',
    'z0b1',
    '0x1z',
  ]),
  ...Object.fromEntries(
    ['map', 'filter'].map((name) => [name, combined([...ARRAYS, undefined, 'x', OBJECT], CALLBACKS)]),
  ),
  single: combined([...ARRAYS, undefined, 'x'], [...CALLBACKS, undefined, (value: unknown) => value === 3]),
  each: combined([OBJECT, {}, undefined], CALLBACKS),
  sift: combined([OBJECT, {}, undefined], CALLBACKS),
  reduce: combined(
    [...ARRAYS, undefined, 'x'],
    [...CALLBACKS, add, (...values: readonly unknown[]) => values],
    [undefined, 0],
  ),
  lookup: combined(
    [OBJECT, ...ARRAYS, undefined, 'x', [[{ a: [1, [2]] }], { a: [] }]],
    ['a', 'length', 'constructor', '__proto__'],
  ),
  append: combined([...ARRAYS, undefined, 'x', null, OBJECT], [...ARRAYS, undefined, 'x', null, OBJECT]),
  merge: one([[], OBJECT, [OBJECT, { a: 1, '0': 2 }], [1], undefined]),
  reverse: one([...ARRAYS, 'x', undefined]),
  zip: [
    ...combined([...ARRAYS, undefined], [...ARRAYS, undefined, 'x']),
    ...one(ARRAYS),
    [
      [1, 2, 3],
      ['a', 'b'],
      [null, 0, 4],
    ],
  ],
  sort: [
    ...one([...ARRAYS, 'x', undefined, [0 / 0, 1], [1, Infinity], [true], ['10', '9', 'a', 'B', '']]),
    ...combined(
      [
        [3, 1, 2],
        ['b', 'c', 'a'],
        [1, 2, 3, 4, 5],
      ],
      [...CALLBACKS, (a: unknown, b: unknown) => Number(a) < Number(b), () => []],
    ),
  ],
  clone: one([
    OBJECT,
    ARRAYS,
    { n: 0.1 + 0.2, z: -0, x: NaN, u: undefined, l: [undefined, 1e21], t: '\ud800' },
    [Infinity],
    undefined,
    'x',
  ]),
  ...Object.fromEntries(
    ['base64encode', 'encodeUrl', 'encodeUrlComponent'].map((name) => [
      name,
      one([...TEXTS, 'https://x/ä b?c=d&e#f', '\ud800']),
    ]),
  ),
  ...Object.fromEntries(
    ['decodeUrl', 'decodeUrlComponent'].map((name) => [name, one([...TEXTS, '%C3%A4%20b', '%E0', '%23'])]),
  ),
  base64decode: one(['', 'YWJj', '5P8=', 'YW I=', undefined]),
  formatNumber: combined(
    [0, 1, -1234.567, 12345678.9, 1e-7, undefined],
    ['#,##0.00', '0', '#0%', '0.0e0', '#;(#)', 'x', '#.#.#'],
    [undefined, { 'minus-sign': '–' }],
  ),
  formatInteger: combined(
    [0, 1, 21, -7.5, 2024, undefined],
    ['0', '000', '#,##0', 'I', 'w', 'Ww', 'A', 'a', '1;o', 'x'],
  ),
  parseInteger: [
    ['12,345', '#,##0'],
    ['MMXXIV', 'I'],
    ['twelve thousand', 'w'],
    ['ab', 'a'],
    [undefined, '0'],
    ['1', '*'],
  ],
  fromMillis: combined(
    [0, 1510067557121, undefined],
    [undefined, '[D1o] [MNn] [Y]', '[H01]:[m01] [ZN]', '[', '[q]', '[YN]'],
    [undefined, '-0500'],
  ),
  toMillis: [
    ['2017-11-07', '[Y]-[M]-[D]'],
    ['2030-01-31T12:00:00Z'],
    ['soon'],
    ['13:45', '[H01]:[m01]:[s01]'],
    ['12 2017', '[D] [Y]'],
    [undefined],
  ],
  error: one([undefined, '', 'wrong']),
  assert: combined([true, false, undefined], [undefined, 'wrong']),
};
/** Their values depend on the run. */
const OTHERS = ['now', 'millis', 'shuffle'];

describe('gives what the reference gives', () => {
  test.each(Object.entries(CALLS))('$%s', async (name, calls) => {
    for (const values of calls) {
      const call = { name, values };
      const expected = await outcomeOfReference(name, values);
      const outcome = outcomeOfNative(name, values);
      // Where it stumbles, an error of ours says why.
      if ('code' in expected && expected.code === undefined) expect({ ...call, ...outcome }).toHaveProperty('code');
      else expect({ ...call, ...outcome }).toStrictEqual({ ...call, ...expected });
    }
  });
});

describe('the table', () => {
  test('has each function that is described, and no other', () => {
    expect([...NATIVES.keys()].sort()).toEqual([...EXPRESSION_FUNCTIONS.keys()]);
    for (const [name, { signature }] of NATIVES)
      expect([name, signature]).toEqual([name, EXPRESSION_FUNCTIONS.get(name)?.signature]);
  });

  test('all of the reference are compared here, but those that depend on the run', () => {
    const compared = [...Object.keys(CALLS), ...OTHERS].sort();
    expect([...NATIVES.keys()].filter((name) => name !== 'random' && referenceOf(name) !== undefined).sort()).toEqual(
      compared,
    );
  });

  test.each([...NATIVES.values()].map(({ name, arity }) => [name, arity] as const))(
    '$%s is given as many arguments as in the reference: %i',
    (name, arity) => {
      const reference = name === 'random' ? undefined : referenceOf(name);
      expect(arity).toBe(reference?.implementation.length ?? EXPRESSION_FUNCTIONS.get(name)?.maxArguments);
    },
  );
});
