import { expect, test } from '@jest/globals';
import type { Run, Step } from '../../../lib/contract.ts';
import { runningSteps } from './running-steps.ts';

const run = (more: Partial<Run>): Run =>
  ({ id: 'r', status: 'running', acceptedAt: '2026-01-01T00:00:00Z', stepCount: 0, ...more }) as Run;
const done = (state: string, path = state): Step => ({ state, path, endedAt: '2026-01-01T00:00:05Z' }) as Step;
const heard = (path: string): { path: string; state: string; startedAt: string } => ({
  path,
  state: path,
  startedAt: '2026-01-01T00:00:02Z',
});

test('what events told of is in progress until it is finished', () => {
  expect(runningSteps(run({}), [done('A')], [heard('A'), heard('B')])).toEqual([heard('B')]);
});

test('a run that has ended has nothing in progress', () => {
  expect(runningSteps(run({ status: 'failed', currentState: 'B' }), [], [heard('B')])).toEqual([]);
});

test.each<[string, Partial<Run>, readonly Step[], object[]]>([
  ['where it is', { currentState: 'B' }, [done('A')], [{ path: 'B', state: 'B', startedAt: '2026-01-01T00:00:05Z' }]],
  [
    'its second visit',
    { currentState: 'A' },
    [done('A')],
    [{ path: 'A#2', state: 'A', startedAt: '2026-01-01T00:00:05Z' }],
  ],
  [
    'its start',
    { currentState: 'A', startedAt: '2026-01-01T00:00:01Z' },
    [],
    [{ path: 'A', state: 'A', startedAt: '2026-01-01T00:00:01Z' }],
  ],
  ['when it was accepted', { currentState: 'A' }, [], [{ path: 'A', state: 'A', startedAt: '2026-01-01T00:00:00Z' }]],
  ['nothing while it is queued', { currentState: 'A', status: 'queued' }, [], []],
  ['nothing when it does not know', {}, [], []],
])('without events a run tells %s', (...[, more, finished, expected]) => {
  expect(runningSteps(run(more), finished, [])).toEqual(expected);
});
