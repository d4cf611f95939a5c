import type { QuietHours } from './alert-rule.ts';
import { findQuietEnd } from './quiet-hours.ts';

const NIGHTS: QuietHours = {
  ...{ timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 22 * 60, untilMinute: 7 * 60 },
};
const endOf = (quiet: QuietHours, now: string): string | undefined => {
  const endMs = findQuietEnd(quiet, Date.parse(now));
  return endMs === undefined ? undefined : new Date(endMs).toISOString().slice(0, 16);
};

test.each([
  ['before they begin', '2026-05-04T19:59:59Z', undefined],
  ['as they begin', '2026-05-04T20:00:00Z', '2026-05-05T05:00'],
  ['after midnight', '2026-05-05T03:00:00Z', '2026-05-05T05:00'],
  ['as they end', '2026-05-05T05:00:00Z', undefined],
  ['in the night in which the clock is set forward', '2026-03-28T23:30:00Z', '2026-03-29T05:00'],
  ['in the night in which it is set back', '2026-10-25T00:30:00Z', '2026-10-25T06:00'],
])('nights: %s', (_what, now, end) => {
  expect(endOf(NIGHTS, now)).toBe(end);
});

test('a night belongs to the day on which it begins', () => {
  const friday: QuietHours = { ...NIGHTS, days: [5] };
  // 2026-05-08 is a Friday.
  expect(endOf(friday, '2026-05-08T21:00:00Z')).toBe('2026-05-09T05:00');
  expect(endOf(friday, '2026-05-09T04:00:00Z')).toBe('2026-05-09T05:00');
  expect(endOf(friday, '2026-05-09T21:00:00Z')).toBeUndefined();
  expect(endOf(friday, '2026-05-08T04:00:00Z')).toBeUndefined();
});

test('hours within a day, and a time that the clock skips', () => {
  const lunch: QuietHours = { ...NIGHTS, fromMinute: 12 * 60, untilMinute: 13 * 60 };
  expect(endOf(lunch, '2026-05-04T10:30:00Z')).toBe('2026-05-04T11:00');
  expect(endOf(lunch, '2026-05-04T11:00:00Z')).toBeUndefined();
  const early: QuietHours = { ...NIGHTS, fromMinute: 60, untilMinute: 150 };
  expect(endOf(early, '2026-03-29T00:30:00Z')).toBe('2026-03-29T01:00');
});

test('whole days that follow one another are one time', () => {
  const weekend: QuietHours = { timeZone: 'UTC', days: [6, 7], fromMinute: 0, untilMinute: 0 };
  // 2026-05-09 is a Saturday.
  expect(endOf(weekend, '2026-05-09T10:00:00Z')).toBe('2026-05-11T00:00');
  expect(endOf(weekend, '2026-05-08T23:59:00Z')).toBeUndefined();
});

test('where it is quiet always, an end is told all the same', () => {
  const always: QuietHours = { timeZone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, untilMinute: 0 };
  expect(findQuietEnd(always, Date.parse('2026-05-09T10:00:00Z'))).toBeGreaterThan(Date.parse('2026-05-10T00:00:00Z'));
});
