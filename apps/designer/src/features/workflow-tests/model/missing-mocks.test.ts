import { expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { missingMocks, withMocks } from './missing-mocks.ts';

const task = { Type: 'Task', Resource: 'connector:http/request', End: true } as const satisfies State;
const document: WorkflowDocument = {
  millrace: 1,
  name: 'orders',
  settings: { skip: ['Skipped'] },
  machine: {
    StartAt: 'Charge',
    States: {
      Charge: task,
      Each: { Type: 'Map', ItemProcessor: { StartAt: 'Tell', States: { Tell: task } }, End: true },
      Skipped: task,
      Done: { Type: 'Succeed' },
    },
  },
};

test.each([
  ['{}', ['Charge', 'Tell']],
  ['{"Charge":[{"return":1}]}', ['Tell']],
  ['{', []],
  ['[]', []],
])('of %s', (mocks, names) => {
  expect(missingMocks(document, mocks)).toEqual(names);
});

test('are put behind those that are there', () => {
  const text = withMocks('{"Charge":[{"return":1}]}', ['Tell']);
  expect(JSON.parse(text)).toEqual({ Charge: [{ return: 1 }], Tell: [{ return: null }] });
  expect(missingMocks(document, text)).toEqual([]);
});
