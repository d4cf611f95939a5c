import { expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import type { Run, Step } from '../../../lib/contract.ts';
import { type LiveRun, runningSteps } from './running-steps.ts';

const run = (more: Partial<Run>): Run =>
  ({ id: 'r', status: 'running', acceptedAt: '2026-01-01T00:00:00Z', stepCount: 0, ...more }) as Run;
const done = (state: string, more: Partial<Step> = {}): Step =>
  ({ state, path: state, status: 'succeeded', endedAt: '2026-01-01T00:00:05Z', ...more }) as Step;
const heard = (path: string, second = 7): { path: string; state: string; startedAt: string } => ({
  path,
  state: path,
  startedAt: `2026-01-01T00:00:0${second}Z`,
});
const live = (more: Partial<LiveRun>): LiveRun => ({
  run: run({}),
  finished: [],
  heard: [],
  isCut: false,
  document: undefined,
  ...more,
});

test('what events told of is in progress until it is finished', () => {
  expect(runningSteps(live({ finished: [done('A')], heard: [heard('A', 2), heard('B')] }))).toEqual([heard('B')]);
});

test('a step that is tried again with all around it goes on once more', () => {
  expect(runningSteps(live({ finished: [done('Each[0]/A')], heard: [heard('Each[0]/A')] }))).toHaveLength(1);
});

test('a step that was given up with what is around it does not go on', () => {
  const finished = [done('Each', { status: 'failed', next: 'Mend' })];
  expect(runningSteps(live({ finished, heard: [heard('Each[3]/A', 2), heard('Mend')] }))).toEqual([heard('Mend')]);
});

test('a run that has ended has nothing in progress', () => {
  const ended = run({ status: 'failed', currentState: 'B' });
  expect(runningSteps(live({ run: ended, heard: [heard('B')] }))).toEqual([]);
});

const at = (path: string, state: string, startedAt: string): object => ({ path, state, startedAt });

test.each<[string, Partial<Run>, readonly Step[], object[]]>([
  ['what the last step led to', {}, [done('A', { next: 'B' })], [at('B', 'B', '2026-01-01T00:00:05Z')]],
  ['its second visit', {}, [done('A', { next: 'A' })], [at('A#2', 'A', '2026-01-01T00:00:05Z')]],
  ['a name that paths double', {}, [done('A', { next: 'B/C' })], [at('B//C', 'B/C', '2026-01-01T00:00:05Z')]],
  [
    'not what an inner step led to',
    { currentState: 'Each' },
    [done('B', { path: 'Each[0]/B', next: 'C' })],
    [at('Each', 'Each', '2026-01-01T00:00:00Z')],
  ],
  ['nothing after the last step', { currentState: 'B' }, [done('A', { next: 'B' }), done('B')], []],
  ['its start', { currentState: 'A', startedAt: '2026-01-01T00:00:01Z' }, [], [at('A', 'A', '2026-01-01T00:00:01Z')]],
  ['when it was accepted', { currentState: 'A' }, [], [at('A', 'A', '2026-01-01T00:00:00Z')]],
  ['nothing while it is queued', { currentState: 'A', status: 'queued' }, [], []],
  ['nothing when it does not know', {}, [], []],
])('without events a run tells %s', (...[, more, finished, expected]) => {
  expect(runningSteps(live({ run: run(more), finished }))).toEqual(expected);
});

test('of a run with more steps than are seen only a first visit is certain', () => {
  const cut = live({ run: run({ currentState: 'B' }), finished: [done('A', { next: 'A' })], isCut: true });
  expect(runningSteps(cut)).toMatchObject([{ path: 'B' }]);
  expect(runningSteps({ ...cut, run: run({ currentState: 'A' }) })).toEqual([]);
});

const compensate = { Resource: 'connector:http/request' };
const document = {
  machine: {
    StartAt: 'A',
    States: {
      A: { Type: 'Task', Resource: 'connector:http/request', Compensate: compensate, Next: 'Each' },
      Each: {
        Type: 'Map',
        Next: 'B',
        ItemProcessor: {
          StartAt: 'Pay',
          States: { Pay: { Type: 'Task', Resource: 'connector:http/request', Compensate: compensate, End: true } },
        },
      },
      B: { Type: 'Task', Resource: 'connector:http/request', End: true },
    },
  },
} as unknown as WorkflowDocument;

test.each<[string, readonly Step[], readonly string[]]>([
  ['begins with the newest', [], ['Each[1]/Pay/Compensate']],
  ['goes on with the one before', [done('Compensate', { path: 'Each[1]/Pay/Compensate' })], ['Each[0]/Pay/Compensate']],
  [
    'comes to the first',
    [done('Compensate', { path: 'Each[1]/Pay/Compensate' }), done('Compensate', { path: 'Each[0]/Pay/Compensate' })],
    ['A/Compensate'],
  ],
])('a run that undoes its steps %s', (_, undone, expected) => {
  const finished = [
    done('A', { next: 'Each' }),
    done('Pay', { path: 'Each[0]/Pay' }),
    done('Pay', { path: 'Each[1]/Pay' }),
    done('Each', { next: 'B' }),
    done('B', { status: 'failed' }),
    ...undone,
  ];
  const undoing = live({ run: run({ status: 'compensating', currentState: 'B' }), finished, document });
  expect(runningSteps(undoing).map(({ path }) => path)).toEqual(expected);
  expect(runningSteps({ ...undoing, document: undefined })).toEqual([]);
  expect(runningSteps({ ...undoing, heard: [heard('B', 7), heard('A/Compensate', 7)] })).toMatchObject([
    { path: 'A/Compensate' },
  ]);
});
