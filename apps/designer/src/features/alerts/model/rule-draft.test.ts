import { expect, test } from '@jest/globals';
import { daySetOf, fromClock, newDraft, toClock, toRuleForm } from './rule-draft.ts';

test('a time of day is read as it is written', () => {
  for (const minute of [0, 61, 1320, 1439]) expect(fromClock(toClock(minute))).toBe(minute);
  expect(fromClock('7:00')).toBeUndefined();
});

test('days have the name of their set', () => {
  expect([daySetOf([5, 4, 3, 2, 1]), daySetOf([6, 7]), daySetOf([1, 2, 3, 4, 5, 6, 7])]).toEqual([
    ...['weekdays', 'weekend', 'every'],
  ]);
});

test('a draft is sent without what is not there', () => {
  const draft = newDraft(' Silence ', { kind: 'no_success', windowMinutes: 60 });
  expect(toRuleForm(draft, 'orders')).toEqual({
    ...{ name: 'Silence', condition: { kind: 'no_success', windowMinutes: 60 }, severity: 'warning' },
    ...{ channelIds: [], remindMinutes: 240, workflow: 'orders' },
  });
  expect(toRuleForm(draft, undefined)).not.toHaveProperty('workflow');
});
