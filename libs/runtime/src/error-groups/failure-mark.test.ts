import { describe, expect, test } from '@jest/globals';
import type { Machine } from '@millrace/machine';
import type { RunEnd } from '../run.ts';
import { markFailure, stateOf, statePathOf, type EndingRun } from './failure-mark.ts';

const machine = {
  StartAt: 'Each order',
  States: {
    'Each order': {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'Charge',
        States: { Charge: { Type: 'Task', Resource: 'connector:shop.charge', End: true } },
      },
      Next: 'Wait',
    },
    Wait: { Type: 'Wait', Seconds: 1, End: true },
  },
} as unknown as Machine;
const run: EndingRun = { workflowId: 'w', machine, versionNumber: 3 };
const failed: RunEnd = {
  ...{ status: 'failed', error: 'Storm', cause: 'amount "12,50"', failedPath: 'Each order[17]/Charge#2', endedAtMs: 1 },
};
const fingerprint = (end: Partial<RunEnd>, of: Partial<EndingRun> = {}): string | undefined =>
  markFailure({ ...failed, ...end }, { ...run, ...of })?.fingerprint;

test('it is a dead letter where its workflow says so', () => {
  expect(markFailure(failed, run)).not.toHaveProperty('isDeadLetter');
  expect(markFailure(failed, { ...run, keepsDeadLetters: true })).toMatchObject({ isDeadLetter: true });
});

test.each([
  ['Charge', 'Charge'],
  ['Charge#2', 'Charge'],
  ['Each order[17]/Charge#3', 'Each order/Charge'],
  ['A#2[0]/B[12]/C', 'A/B/C'],
  ['a##2#3', 'a##2'],
  ['a[[1]', 'a[[1]'],
  ['a//b[1]/c', 'a//b/c'],
  ['', ''],
])('the path %j is %j without what counts', (path, statePath) => {
  expect(statePathOf(path)).toBe(statePath);
});

test.each([
  ['Each order/Charge', 'Charge'],
  ['Each order/Get a//b [[1] ##2', 'Get a/b [1] #2'],
  ['', ''],
])('the path %j leads to %j', (statePath, state) => {
  expect(stateOf(statePath)).toBe(state);
});

describe('the mark of a failure', () => {
  test('says what it is grouped by, and what the group shows', () => {
    expect(markFailure(failed, run)).toEqual({
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
      ...{ statePath: 'Each order/Charge', resource: 'connector:shop.charge' },
      ...{ normalisedCause: 'amount "…"', versionNumber: 3 },
    });
  });

  test('is the same for what differs only in numbers, items, visits and versions', () => {
    const others = [
      fingerprint({ cause: 'amount "7,00"' }),
      fingerprint({ failedPath: 'Each order[3]/Charge' }),
      fingerprint({ endedAtMs: 99 }, { versionNumber: 4 }),
    ];
    expect(new Set([fingerprint({}), ...others]).size).toBe(1);
  });

  test.each<[string, Partial<RunEnd>, Partial<EndingRun>]>([
    ['another workflow', {}, { workflowId: 'v' }],
    ['another step', { failedPath: 'Wait' }, {}],
    ['another error', { error: 'Fog' }, {}],
    ['another cause', { cause: 'price "12,50"' }, {}],
  ])('is another for %s', (_, end, of) => {
    expect(fingerprint({ ...failed, ...end }, of)).not.toBe(fingerprint({}));
  });

  test('needs neither a step nor a version', () => {
    const { failedPath: _, cause: __, error: ___, ...bare } = failed;
    expect(markFailure(bare, { workflowId: 'w' })).toEqual({
      ...{ fingerprint: expect.any(String) as unknown, statePath: '', normalisedCause: '' },
    });
  });

  test('has no resource for a step that is no task', () => {
    expect(markFailure({ ...failed, failedPath: 'Wait' }, run)).not.toHaveProperty('resource');
  });
});

const parent = { runId: 'r', path: 'Call', depth: 1, isAwaited: true };
test.each<[string, boolean, readonly [Partial<RunEnd>, Partial<EndingRun>?]]>([
  ['one that took too long', true, [{ status: 'timed_out' }]],
  ['one whose steps were undone after its failure', true, [{ status: 'compensated' }]],
  ['one that nobody waits for', true, [{}, { parent: { ...parent, isAwaited: false } }]],
  ['one that another run waits for', false, [{}, { parent }]],
  ['a test', false, [{}, { isTest: true }]],
  ['one that was cancelled', false, [{ status: 'cancelled' }]],
  ['one that succeeded', false, [{ status: 'succeeded' }]],
])('%s counts: %j', (_, counts, [end, of]) => {
  expect(markFailure({ ...failed, ...end }, { ...run, ...of }) !== undefined).toBe(counts);
});

test('one that was cancelled, and whose steps were undone, is no failure', () => {
  expect(markFailure({ status: 'compensated', endedAtMs: 1 }, run)).toBeUndefined();
});
