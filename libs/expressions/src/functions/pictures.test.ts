// Usual pictures are read here, all others by the reference: the same text, time or error either way.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { outcomeOfNative, outcomeOfReference } from '../testing/call-native.ts';
import { partsOf } from './date-pictures.ts';
import { readerOf } from './date-reading.ts';
import { formatUsual } from './number-pictures.ts';

const join = (parts: readonly string[]): string => parts.join('');
const pieces = (maxLength: number, ...choices: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...choices), { maxLength }).map(join);

const numberPicture = fc.oneof(
  fc.constantFrom('#,##0.00', '0', '#0%', '#.##', '#', '00.0#', '#,###,##0', '#,##,##0', '$#,##0.00', '0.00 %'),
  fc
    .tuple(
      fc.constantFrom('', '$', '(', 'EUR '),
      pieces(4, '#', '#', ','),
      pieces(3, '0', '0', ','),
      fc.constantFrom('', '.', '.0', '.00', '.0#', '.##', '.000'),
      fc.constantFrom('', '%', ' %', ')', ' x'),
    )
    .map(join),
  pieces(8, '#', '0', ',', '.', ';', 'e', '%', '1', 'x', '-'),
);
const number = fc.oneof(
  fc.integer({ min: -10_000_000, max: 10_000_000 }),
  fc.integer({ min: -10_000_000, max: 10_000_000 }).map((whole) => whole / 1000),
  fc.integer({ min: 0, max: 100_000 }).map((whole) => (whole + 0.5) / 100),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e21, -1e21, 1e-7),
);

const marker = fc.constantFrom(
  ...['Y', 'Y0001', 'Y01', 'M', 'M01', 'MNn', 'MN', 'D', 'D01', 'H01', 'h', 'm', 'm01', 's01', 'f', 'f001', 'FNn', 'F'],
  ...['P', 'PN', 'Z', 'Z0101', 'Z01:01t', 'z', 'D1o', 'd', 'W', 'MNn,3-3', 'F0', 'Y,2', 'MI', 'q', ' D01 ', 'Z01'],
);
const literal = fc.constantFrom('', '-', '/', '.', ' ', 'T', ':', ', ', '[[', ']]', 'of ', '0', '(');
const timePicture = fc.oneof(
  fc.constantFrom(
    '[Y0001]-[M01]-[D01]',
    '[D01].[M01].[Y0001]',
    '[FNn], [D1] [MNn] [Y]',
    '[Y0001][M01][D01]',
    undefined,
  ),
  fc.constantFrom(
    '[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]',
    '[Y] [MNn] [D01] [H01]:[m01] [Z0101]',
    '[MNn] [D], [Y0001]',
  ),
  fc
    .array(fc.tuple(literal, marker, literal), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.map(([before, inner, after]) => `${before}[${inner}]${after}`).join('')),
);
const timeMs = fc.oneof(
  fc.integer({ min: -4_000_000_000_000, max: 8_000_000_000_000 }),
  fc.double({ min: -9e15, max: 9e15, noNaN: true }),
);
const timezone = fc.constantFrom(undefined, undefined, '+0200', '-0530', '0000', '+0015', '-1', '+12345', 'x', '');

async function expectSame(name: string, values: readonly unknown[]): Promise<void> {
  const expected = await outcomeOfReference(name, values);
  const outcome = outcomeOfNative(name, values);
  if ('code' in expected && expected.code === undefined) expect(outcome).toHaveProperty('code');
  else expect({ values, ...outcome }).toStrictEqual({ values, ...expected });
}

test('$formatNumber', async () => {
  await fc.assert(
    fc.asyncProperty(number, numberPicture, (value, picture) => expectSame('formatNumber', [value, picture])),
    { numRuns: 1500 },
  );
});

test('$fromMillis', async () => {
  await fc.assert(
    fc.asyncProperty(timeMs, timePicture, timezone, (...values) => expectSame('fromMillis', values)),
    { numRuns: 1500 },
  );
});

test('$toMillis', async () => {
  // What is missing would be that of the present, which goes on.
  const complete = timePicture.filter((picture) => picture === undefined || /\[ ?Y.*\[ ?M.*\[ ?D/.test(picture));
  await fc.assert(
    fc.asyncProperty(fc.tuple(timeMs, complete, timezone), fc.nat(), async ([value, picture, zone], place) => {
      const written = await outcomeOfReference('fromMillis', [value, picture, zone]);
      const text = 'value' in written ? String(written.value) : '2030-01-31';
      const cut = place % (text.length + 1);
      for (const given of [text, text.slice(cut), `${text.slice(0, cut)}1${text.slice(cut + 1)}`]) {
        await expectSame('toMillis', [given, picture]);
      }
    }),
    { numRuns: 700 },
  );
});

test('$round', async () => {
  const places = fc.option(fc.integer({ min: -3, max: 9 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(number, places, (...values) => expectSame('round', values)),
    { numRuns: 1500 },
  );
});

describe('what is usual', () => {
  test('of numbers', () => {
    expect(formatUsual(-1234.567, '#,##0.00')).toBe('-1,234.57');
    expect(formatUsual(0.257, '0%')).toBe('26%');
    for (const picture of ['', '.', ',##0', '#,#,##0.00', '0e0', '#;(#)', '0,', '1', `.${'0'.repeat(101)}`]) {
      expect(formatUsual(1, picture)).toBeUndefined();
    }
    expect(formatUsual(1e21, '0')).toBeUndefined();
  });

  test('of times', () => {
    expect(partsOf('[[[Y0001]]]')).toEqual(['[', expect.objectContaining({ component: 'Y', digits: 4 }), ']']);
    for (const picture of ['[D1o]', '[Y,2]', '[q]', '[', '[W]', '[MI]', '[FNN]'])
      expect(partsOf(picture)).toBeUndefined();
    expect(readerOf('[Y0001][M01][D01]')?.pattern).toEqual(/^([0-9]{4})([0-9]{2})([0-9]+)$/i);
  });

  test.each(['[h]:[m] [P]', '[Y][M][D]', '[f][s01]', '[MNn][FNn]', '[Y]1[M]', '[MNn]x', '[Z][Y]', '[D1o]'])(
    'a time by %s is read by the reference',
    (picture) => {
      expect(readerOf(picture)).toBeUndefined();
    },
  );
});
