import { describe, expect, test } from '@jest/globals';
import type { RunWithPayload, Step } from '../../../lib/contract.ts';
import { hasGap, inputFor, mayRunAgain, retryableState } from './run-again.ts';

const step = (path: string, state: string, input: unknown = 1) => ({ path, state, input }) as Step;
const run = { input: { order: 7 } } as RunWithPayload;

describe('what can be done again', () => {
  test('is a run that has ended, and no test', () => {
    expect(mayRunAgain({ status: 'failed' })).toBe(true);
    expect(mayRunAgain({ status: 'running' })).toBe(false);
    expect(mayRunAgain({ status: 'failed', isTest: true })).toBe(false);
  });

  test('begins at a step of the top level that has a record, and undoes nothing', () => {
    expect(retryableState(step('Charge#2', 'Charge'))).toBe('Charge');
    expect(retryableState(step('Each order[1]/Charge', 'Charge'))).toBeUndefined();
    expect(retryableState(step('Charge/Compensate', 'Compensate'))).toBeUndefined();
    expect(retryableState(undefined)).toBeUndefined();
  });

  test('is given what the run was, or the step at its last visit, and nothing from the beginning', () => {
    const steps = [
      step('Charge', 'Charge', 'a'),
      step('Charge#2', 'Charge', 'b'),
      step('Each[0]/Charge', 'Charge', 'c'),
    ];
    expect(inputFor({ kind: 'replay' }, run, steps)).toEqual({ order: 7 });
    expect(inputFor({ kind: 'retry', from: 'Charge' }, run, steps)).toBe('b');
    expect(inputFor({ kind: 'retry' }, run, steps)).toBeUndefined();
  });

  test('must not be sent with the mark that stands for a secret', () => {
    expect([hasGap({ a: ['x [redacted]'] }), hasGap({ a: 1 }), hasGap(undefined)]).toEqual([true, false, false]);
  });
});
