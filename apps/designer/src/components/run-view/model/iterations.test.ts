import { expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import type { Step } from '../../../lib/contract.ts';
import { iterationsOf, iterationsOfPath, stepsOfIterations } from './iterations.ts';

const each = (States: object): object => ({ Type: 'Map', ItemProcessor: { StartAt: Object.keys(States)[0], States } });
const document = {
  ...{ millrace: 1, name: 'orders' },
  machine: {
    StartAt: 'Orders',
    States: {
      Orders: each({ Load: { Type: 'Pass' }, Lines: each({ Charge: { Type: 'Pass' }, Mend: { Type: 'Pass' } }) }),
      Both: { Type: 'Parallel', Branches: [{ StartAt: 'Left', States: { Left: { Type: 'Pass' } } }] },
    },
  },
} as unknown as WorkflowDocument;
const step = (path: string, more: Partial<Step> = {}): Step =>
  ({ path, state: path.split('/').at(-1), status: 'succeeded', ...more }) as Step;

const finished = [
  step('Orders[0]/Load'),
  step('Orders[0]/Lines[0]/Charge', { status: 'failed', next: 'Mend' }),
  step('Orders[0]/Lines[0]/Mend'),
  step('Orders[0]/Lines'),
  step('Orders[1]/Load'),
  step('Orders[1]/Lines[0]/Charge'),
  step('Orders[1]/Lines[1]/Charge', { status: 'failed' }),
  step('Orders[1]/Lines', { status: 'failed' }),
  step('Both[0]/Left'),
];
const run = { finished, running: [{ path: 'Orders[2]/Load' }] };

test('each loop knows how many there are, and which failed and were not caught', () => {
  expect(iterationsOf(document, run, {})).toEqual({
    Orders: { count: 3, failed: 1, failedIndexes: [1] },
    Lines: { count: 2, failed: 1, failedIndexes: [1] },
  });
});

test('of an item that is shown, the loops inside of it are too', () => {
  expect(iterationsOf(document, run, { Orders: 0 })).toEqual({
    Orders: { index: 0, count: 3, failed: 1, failedIndexes: [1] },
    Lines: { count: 1, failed: 0, failedIndexes: [] },
  });
  const paths = stepsOfIterations(finished, { Orders: 1, Lines: 1 }).map(({ path }) => path);
  expect(paths).toEqual(['Orders[1]/Load', 'Orders[1]/Lines[1]/Charge', 'Orders[1]/Lines', 'Both[0]/Left']);
  expect(stepsOfIterations(finished, { Orders: undefined })).toBe(finished);
});

test('a path leads through its iterations', () => {
  expect(iterationsOfPath('Orders[1]/Lines#2[7]/Charge')).toEqual({ Orders: 1, Lines: 7 });
  expect(iterationsOfPath('Both')).toEqual({});
});
