import { expect, test } from '@jest/globals';
import type { Trigger } from '@millrace/machine';
import {
  describeCondition,
  describeErrors,
  describeRetry,
  describeSeconds,
  describeTrigger,
  describeWait,
} from './words.ts';

test.each([
  [true, 'always'],
  [false, 'never'],
  ['{% $x > 1 %}', '$x > 1'],
  ['$x', '$x'],
])('the condition %j reads %j', (condition, words) => {
  expect(describeCondition(condition)).toBe(words);
});

test.each([
  [['States.ALL'], 'any error'],
  [['States.Timeout', 'My.Own'], 'timeout, My.Own'],
  [[], ''],
])('the errors %j read %j', (names, words) => {
  expect(describeErrors(names)).toBe(words);
});

test.each([
  [[], ''],
  [[{ ErrorEquals: [] }], '3×, from 1 s, ×2'],
  [[{ ErrorEquals: [], MaxAttempts: 5, IntervalSeconds: 10 }, { ErrorEquals: [] }], '5×, from 10 s, ×2'],
])('the retries %j read %j', (rules, words) => {
  expect(describeRetry(rules)).toBe(words);
});

test.each([
  [45, '45 s'],
  [90, '90 s'],
  [120, '2 min'],
  [7200, '2 h'],
  [172_800, '2 d'],
  [0, '0 s'],
])('%i seconds read %j', (seconds, words) => {
  expect(describeSeconds(seconds)).toBe(words);
});

test.each([
  [{ Type: 'Wait', Seconds: 60 }, '1 min'],
  [{ Type: 'Wait', Seconds: '{% $s %}' }, '$s'],
  [{ Type: 'Wait', Timestamp: '{% $at %}' }, '$at'],
  [{ Type: 'Wait' }, ''],
] as const)('%j waits %j', (state, words) => {
  expect(describeWait(state)).toBe(words);
});

test.each<[Trigger, string]>([
  [{ type: 'webhook', path: 'orders' }, '/orders'],
  [{ type: 'form', path: 'signup' }, '/signup'],
  [{ type: 'call' }, 'trigger.callText'],
  [{ type: 'schedule', cron: '0 9 * * 1-5' }, '0 9 * * 1-5 · UTC'],
  [{ type: 'schedule', cron: '0 9 * * 1-5', timeZone: 'Europe/Zurich' }, '0 9 * * 1-5 · Europe/Zurich'],
  [{ type: 'schedule', everySeconds: 10 }, 'trigger.every 10 s'],
  [{ type: 'schedule' }, 'trigger.noTime'],
])('the trigger %j reads %j', (trigger, words) => {
  expect(describeTrigger(trigger, (key, values) => [key, ...Object.values(values ?? {})].join(' '))).toBe(words);
});
