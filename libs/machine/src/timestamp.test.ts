import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';

describe('reads', () => {
  test.each([
    ['the epoch', '1970-01-01T00:00:00Z', 0],
    ['times before it', '1969-12-31T23:59:59.999Z', -1],
    ['a whole second', '2030-01-31T09:00:00Z', Date.UTC(2030, 0, 31, 9)],
    ['tenths', '2030-01-31T09:00:00.5Z', Date.UTC(2030, 0, 31, 9) + 500],
    ['finer fractions, cut', '2030-01-31T09:00:00.1239999999Z', Date.UTC(2030, 0, 31, 9) + 123],
    ['an offset east', '2030-01-31T09:00:00+02:30', Date.UTC(2030, 0, 31, 6, 30)],
    ['an offset west', '2030-01-31T23:00:00-02:30', Date.UTC(2030, 1, 1, 1, 30)],
    ['a leap day', '2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29)],
    ['a leap day of a century that has one', '2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
    ['a leap second', '2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
  ])('%s: %s', (_, text, epochMs) => expect(parseTimestamp(text)).toBe(epochMs));
});

describe('refuses', () => {
  test.each([
    ['05-12-2016T21:29:29Z', 'another order'],
    ['2016-13-05T21:29:29Z', 'a thirteenth month'],
    ['2016-00-05T21:29:29Z', 'a month zero'],
    ['2030-02-29T00:00:00Z', 'a leap day of a common year'],
    ['2100-02-29T00:00:00Z', 'a leap day of a century that has none'],
    ['2030-04-31T00:00:00Z', 'a 31st of April'],
    ['2030-01-00T00:00:00Z', 'a day zero'],
    ['2016-12-05T25:29:29Z', 'a 25th hour'],
    ['2016-12-05T24:00:00Z', 'a 24th hour'],
    ['2016-12-05T21:60:29Z', 'a 60th minute'],
    ['2016-12-05T21:29:61Z', 'a 61st second'],
    ['2016-12-05T21:29:29+24:00', 'an offset of a day'],
    ['2016-12-05T21:29:29+01:60', 'an offset of 60 minutes'],
    ['2016-12-05t21:29:29Z', 'a small t, which the ASL does not allow'],
    ['2016-12-05T21:29:29z', 'a small z, which the ASL does not allow'],
    ['2016-12-05T21:29:29', 'a time without an offset'],
    ['2016-12-05', 'a date alone'],
    ['2016-12-05T21:29:29.Z', 'an empty fraction'],
    [' 2016-12-05T21:29:29Z', 'spaces'],
    ['', 'nothing'],
  ])('%s: %s', (text) => expect(parseTimestamp(text)).toBeUndefined());
});

const anyTime = fc.integer({ min: Date.UTC(0, 0, 1), max: Date.UTC(9999, 11, 31) });

test('agrees with Date in both directions', () => {
  fc.assert(
    fc.property(anyTime, (epochMs) => {
      const text = new Date(epochMs).toISOString();
      expect(formatTimestamp(epochMs)).toBe(text);
      expect(parseTimestamp(text)).toBe(epochMs);
    }),
    { numRuns: 2000 },
  );
});

test('every text is read or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const epochMs = parseTimestamp(text);
      expect(epochMs === undefined || Number.isInteger(epochMs)).toBe(true);
    }),
  );
});
