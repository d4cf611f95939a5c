import { expect, test } from '@jest/globals';
import type { JsonObject, WorkflowDocument } from '@millrace/machine';
import { publishedOutputs } from './published-outputs.ts';

const task = (Arguments: JsonObject) => ({ Type: 'Task', Resource: 'connector:sheets/find', Arguments, Next: 'End' });
const documentOf = (States: Readonly<Record<string, unknown>>): WorkflowDocument =>
  ({ name: 'orders', machine: { StartAt: 'Find/1', States } }) as unknown as WorkflowDocument;
const columns: JsonObject = { properties: { email: { type: 'string' } } };
const published = {
  document: documentOf({ 'Find/1': task({ sheet: 'people' }), Gone: task({}) }),
  stepSchemas: [
    { path: '/machine/States/Find~11', part: 'output' as const, schema: columns },
    { path: '/machine/States/Find~11/Arguments/values', part: 'argument' as const, schema: {} },
    { path: '/machine/States/Gone', part: 'output' as const, schema: columns },
  ],
};

test('a step gives what its service said when it was published', () => {
  const draft = documentOf({ 'Find/1': { ...task({ sheet: 'people' }), Comment: 'other' }, New: task({}) });
  expect([...publishedOutputs(draft, published)]).toEqual([['Find/1', columns]]);
});

test('unless it calls something else by now, or nothing is live', () => {
  const draft = documentOf({ 'Find/1': task({ sheet: 'places' }) });
  expect([...publishedOutputs(draft, published)]).toEqual([]);
  expect([...publishedOutputs(draft, undefined)]).toEqual([]);
});
