import type { WorkflowDocument } from '@millrace/machine';
import { findAwaitingStep } from './find-awaiting-step.ts';

const ask = { Type: 'Task', Resource: 'workflow:x.waitForTaskToken', End: true };
const states = { Ask: ask, 'Ask (2)': ask, 'a/b': ask, 'Item #1': ask, 'C#': ask };
const document = {
  settings: { answers: { Ask: { type: 'object' } } },
  machine: {
    StartAt: 'Ask',
    States: { ...states, Each: { Type: 'Map', End: true, ItemProcessor: { StartAt: 'In', States: { In: ask } } } },
  },
} as unknown as WorkflowDocument;

test.each([
  ['Ask', 'task', 'Ask', 'Ask'],
  ['Ask (2)', 'task', 'Ask (2)', 'Ask (2)'],
  ['Ask (3)', 'task', 'Ask', 'Ask'],
  ['Ask#2 (1/2)', 'task', 'Ask', 'Ask#2'],
  ['Ask/1', 'callback', 'Ask', 'Ask'],
  ['Ask (2) (2)/3', 'callback', 'Ask (2)', 'Ask (2)'],
  ['Each[17]/In#2 (2/1)', 'task', 'In', 'Each[17]/In#2'],
  ['a//b', 'task', 'a/b', 'a//b'],
  ['Item ##1', 'task', 'Item #1', 'Item ##1'],
  ['C###2', 'task', 'C#', 'C###2'],
  ['Gone (2)', 'task', 'Gone', 'Gone'],
] as const)('%s of a %s is %s', (...[tokenPath, use, name, path]) => {
  expect(findAwaitingStep(document, { tokenPath, use })).toMatchObject({ name, path });
});

test('only what waits for an answer has a schema for it', () => {
  expect(findAwaitingStep(document, { tokenPath: 'Ask', use: 'task' }).schema).toEqual({ type: 'object' });
  for (const [tokenPath, use] of [
    ['Ask/1', 'callback'],
    ['a//b', 'task'],
  ] as const)
    expect(findAwaitingStep(document, { tokenPath, use })).not.toHaveProperty('schema');
});
