import { describe, expect, test } from '@jest/globals';
import type { WorkflowSettings } from '@millrace/machine';
import { asExpression, formOf, rowProblems, settingsOf } from './settings-form.ts';

const ALL: WorkflowSettings = {
  durability: 'run',
  priority: 5,
  debounceSeconds: 3,
  concurrency: { max: 2, key: '{% $states.input.id %}', backlog: 10 },
  rate: { limit: 5, perSeconds: 60, key: '{% $states.input.id %}' },
  retention: { succeededDays: 7, failedDays: 30, payloads: 'errors' },
  onFailure: 'tell-us',
  deadLetterFailedRuns: true,
  tests: 'required',
  searchAttributes: { order: '{% $states.input.id %}' },
};

test('all settings come back as they were', () => {
  expect(settingsOf(formOf(ALL))).toEqual(ALL);
});

test('what the form has no field for stays', () => {
  const before: WorkflowSettings = { skip: ['One'], answers: { Ask: { type: 'object' } }, priority: 5 };
  expect(settingsOf({ ...formOf(before), priority: undefined }, before)).toEqual({
    skip: ['One'],
    answers: { Ask: { type: 'object' } },
  });
});

test('what is as by default is not written, and nothing at all leaves no settings', () => {
  expect(settingsOf(formOf())).toBeUndefined();
  const spelledOut: WorkflowSettings = {
    ...{ durability: 'step', priority: 0, tests: 'optional', deadLetterFailedRuns: false },
    retention: { payloads: 'full' },
  };
  expect(settingsOf(formOf(spelledOut), spelledOut)).toBeUndefined();
});

describe('how many at once', () => {
  test('needs a number, and all that goes with it goes without one', () => {
    const form = { ...formOf(ALL), maxRuns: undefined, rateLimit: undefined };
    expect(settingsOf(form)).not.toHaveProperty('concurrency');
    expect(settingsOf(form)).not.toHaveProperty('rate');
  });

  test('a backlog is of those who wait', () => {
    expect(settingsOf({ ...formOf(ALL), overlap: 'skip' })?.concurrency).toEqual({
      ...{ max: 2, key: '{% $states.input.id %}', overlap: 'skip' },
    });
  });

  test('a rate without a time is per second', () => {
    expect(settingsOf({ ...formOf(), rateLimit: 4 })?.rate).toEqual({ limit: 4, perSeconds: 1 });
  });
});

test('an expression may be typed without its marks', () => {
  expect(['', ' $states.input.id ', '{% $states.input.id %}'].map(asExpression)).toEqual([
    undefined,
    '{% $states.input.id %}',
    '{% $states.input.id %}',
  ]);
});

test('a row without a name, of a name that is taken, and without an expression says so', () => {
  const rows = [
    { id: 0, name: 'order', expression: 'a' },
    { id: 1, name: ' order ', expression: 'b' },
    { id: 2, name: '', expression: 'c' },
    { id: 3, name: 'customer', expression: ' ' },
  ];
  expect([...rowProblems(rows)]).toEqual([
    [1, 'twice'],
    [2, 'nameless'],
    [3, 'noExpression'],
  ]);
});
