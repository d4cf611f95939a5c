import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normaliseCause } from './normalise-cause.ts';

const child = (cause: string, error: string | null = 'Storm'): string =>
  JSON.stringify({ runId: '01JX', workflow: 'charge', status: 'failed', error, cause });

test.each<[why: string, cause: string, normalised: string]>([
  ['a number', 'Item 17 has 3.5 of 12,50', 'Item # has # of #'],
  ['a number with a sign or an exponent', 'between -5 and +1e21', 'between # and #'],
  ['a number inside a word', 'inv_123 is gone', 'inv_# is gone'],
  ['times', 'at 2026-12-01T10:00:00.123Z', 'at #-#-#T#Z'],
  ['a UUID', 'run 0192f0c1-7d1e-7abc-8def-0123456789ab', 'run #'],
  ['hexadecimal digits', 'at 0x7fFE and 9f86d081884c7d65', 'at # and #'],
  ['words that only have letters of such digits stay', 'a defaced facade', 'a defaced facade'],
  ['ids that a machine has made', 'No customer cus_9fK2Qx71', 'No customer #'],
  ['double quotes', 'Cannot cast "12,50" to a number', 'Cannot cast "…" to a number'],
  ['escaped quotes', String.raw`It says "a \"b\" c" there`, 'It says "…" there'],
  ['single quotes, and no apostrophes', "can't read 'a b' of Ana's file", `can't read "…" of Ana's file`],
  ['backticks and other quotes', 'of `x`, “y” and «z»', 'of "…", "…" and "…"'],
  ['text whose quote was cut off', 'It says "and never', 'It says "…"'],
  [
    'the query of a URL',
    'GET https://a.example/v1/orders?page=b&x=c failed',
    'GET https://a.example/v#/orders?… failed',
  ],
  ['spaces and lines', ' a\n\t b ', 'a b'],
  ['the message of JSON', '{"message":"No order 7","code":42}', 'No order #'],
  ['what failed in a run that it waited for', child('amount "12,50"'), 'charge: Storm: amount "…"'],
  ['… and in one that that one waited for', child(child('x 5')), 'charge: Storm: charge: Storm: x #'],
  ['… without an error', child('', null), 'charge: failed'],
  ['JSON of another shape, as text', '{"a":1}', '{"…":#}'],
  ['what is no JSON', '{ not 5', '{ not #'],
  ['nothing', '', ''],
])('%s', (_, cause, normalised) => {
  expect(normaliseCause(cause)).toBe(normalised);
});

test('200 characters are kept, and none is cut in two', () => {
  expect(normaliseCause('ab '.repeat(500))).toHaveLength(200);
  expect(normaliseCause('🌊'.repeat(300))).toBe('🌊'.repeat(200));
});

test('what it makes of any text stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (cause) => {
      const normalised = normaliseCause(cause);
      expect(Array.from(normalised).length).toBeLessThanOrEqual(200);
      expect(normalised).not.toMatch(/\d/);
    }),
  );
});

test('what somebody sends to make it slow does not', () => {
  const begunAtMs = performance.now();
  for (const text of ['a', '"', "'", '`', '1', 'a1', "'a", 'http://a?', '{"a":', '“'])
    normaliseCause(text.repeat(100_000));
  expect(performance.now() - begunAtMs).toBeLessThan(2000);
});
