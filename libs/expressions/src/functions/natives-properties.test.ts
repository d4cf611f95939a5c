// Functions of the reference on values that nobody has thought of: the same value, or the same error.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { outcomeOfNative, outcomeOfReference } from '../testing/call-native.ts';

describe('whatever it is given, gives what the reference gives', () => {
  const structure = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(0, -0, 1, 2, NaN, '', 'a', 'b', true, false, null),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', '1'), tie('any'), { maxKeys: 3 }),
    ),
  })).any;
  const text = fc
    .array(fc.constantFrom('a', 'b', ',', ' ', '😀', 'ä', '$', '1'), { maxLength: 12 })
    .map((parts) => parts.join(''));
  const small = fc.oneof(fc.integer({ min: -4, max: 9 }), fc.double({ min: -4, max: 9 }));
  const regex = fc.constantFrom(/a/, /[ab]+/, /(a)|(b)/, /,?/, /$/, /([ab])(\w)/, /B/i);
  const contradictory = (left: unknown, right: unknown): boolean => (Number(left) * 7 + Number(right) * 3) % 5 < 2;

  test.each([
    ['distinct', fc.tuple(fc.array(structure, { maxLength: 8 }))],
    ['sort', fc.tuple(fc.array(fc.double(), { maxLength: 300 }))],
    ['sort', fc.tuple(fc.array(text))],
    ['sort', fc.tuple(fc.array(fc.integer({ min: 0, max: 9 })), fc.constant(contradictory))],
    ...['keys', 'spread', 'clone', 'boolean', 'string', 'type'].map((name) => [name, fc.tuple(structure)] as const),
    ['lookup', fc.tuple(structure, fc.constantFrom('a', '1'))],
    ['append', fc.tuple(structure, structure)],
    ['merge', fc.tuple(fc.array(fc.dictionary(fc.constantFrom('a', 'b', '2', '1'), structure)))],
    ['substring', fc.tuple(text, small, fc.option(small, { nil: undefined }))],
    ['pad', fc.tuple(text, small, fc.option(text, { nil: undefined }))],
    ['trim', fc.tuple(text)],
    ['split', fc.tuple(text, fc.oneof(text, regex), fc.option(small, { nil: undefined }))],
    ['match', fc.tuple(text, regex, fc.option(small, { nil: undefined }))],
    ['contains', fc.tuple(text, fc.oneof(text, regex))],
    ['replace', fc.tuple(text, fc.oneof(text, regex), text, fc.option(small, { nil: undefined }))],
    ['round', fc.tuple(fc.double(), fc.option(fc.integer({ min: -25, max: 25 }), { nil: undefined }))],
    ['formatBase', fc.tuple(fc.double(), fc.integer({ min: 1, max: 37 }))],
    ['number', fc.tuple(fc.oneof(fc.double().map(String), fc.stringMatching(/^[-+.0-9eExXbBoO]{0,8}$/)))],
  ] as readonly (readonly [string, fc.Arbitrary<readonly unknown[]>])[])('$%s', async (name, given) => {
    await fc.assert(
      fc.asyncProperty(given, async (values) => {
        const expected = await outcomeOfReference(name, values);
        if ('code' in expected && expected.code === undefined)
          expect(outcomeOfNative(name, values)).toHaveProperty('code');
        else expect(outcomeOfNative(name, values)).toStrictEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});
