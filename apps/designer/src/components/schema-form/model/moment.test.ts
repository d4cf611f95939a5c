import { expect, test } from '@jest/globals';
import { type MomentFormat, shownMoment, storedMoment } from './moment.ts';

test.each<[MomentFormat, string]>([
  ['date-time', '2030-01-31T09:05:00Z'],
  ['date-time', '2030-07-31T09:05:07Z'],
  ['date', '2030-01-31'],
  ['time', '09:05:00Z'],
])('a %s is stored as it was read', (format, text) => {
  expect(storedMoment(shownMoment(text, format) ?? '', format)).toBe(text);
});

test.each<[MomentFormat, string]>([
  ['date-time', 'tomorrow'],
  ['date', '31.1.2030'],
  ['time', 'noon'],
])('a %s that is none is not shown as one: %s', (format, text) => {
  expect(shownMoment(text, format)).toBeUndefined();
});

test('nothing stays nothing', () => {
  expect([shownMoment('', 'date'), storedMoment('', 'date'), storedMoment('x', 'date-time')]).toEqual([
    '',
    undefined,
    undefined,
  ]);
});
