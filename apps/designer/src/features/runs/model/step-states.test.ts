import { expect, test } from '@jest/globals';
import type { Run, Step } from '../../../lib/contract.ts';
import { stepStatesOf } from './step-states.ts';

const run = { status: 'running' } as Run;
const step = (state: string, more: object = {}): Step =>
  ({ state, status: 'succeeded', durationMs: 5, attempts: [{}], ...more }) as unknown as Step;
const running = { path: 'B', state: 'B', startedAt: '' };

test('the last visit counts, and visits are counted', () => {
  const steps = [step('A'), step('A', { status: 'failed', durationMs: 9, attempts: [{}, {}] })];
  expect(stepStatesOf(run, steps, [])).toEqual({ A: { status: 'failed', durationMs: 9, attempts: 2, visits: 2 } });
});

test('what is in progress has no duration yet', () => {
  expect(stepStatesOf(run, [step('B')], [running])).toEqual({ B: { status: 'running', attempts: 0, visits: 2 } });
  expect(stepStatesOf({ ...run, status: 'waiting' }, [], [running])).toMatchObject({ B: { status: 'waiting' } });
});
