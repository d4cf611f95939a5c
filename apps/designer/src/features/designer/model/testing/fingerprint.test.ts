import { expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { fingerprintOf } from './fingerprint.ts';

const task = { Type: 'Task', Resource: 'connector:http/request', Arguments: { url: 'a' }, Next: 'B' } as const;
const documentOf = (state: State, more: Partial<WorkflowDocument> = {}): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  machine: { StartAt: 'A', States: { A: state } },
  connectors: { http: '1.0.0' },
  ...more,
});
const before = fingerprintOf(documentOf(task), 'A');

test.each<[string, WorkflowDocument]>([
  ['where it leads', documentOf({ ...task, Next: 'C' })],
  ['a note', documentOf({ ...task, Comment: 'Ask Ada.' })],
  ['the order of its members', documentOf(Object.fromEntries(Object.entries(task).reverse()) as unknown as State)],
  ['other steps', { ...documentOf(task), machine: { StartAt: 'A', States: { A: task, Z: { Type: 'Succeed' } } } }],
])('%s does not make a test out of date', (_, document) => {
  expect(fingerprintOf(document, 'A')).toBe(before);
});

test.each<[string, WorkflowDocument]>([
  ['an argument', documentOf({ ...task, Arguments: { url: 'b' } })],
  ['the connection', documentOf({ ...task, Credentials: { Connection: 'crm' } })],
  ['the version of its connector', documentOf(task, { connectors: { http: '1.0.1' } })],
  ['skipping it', documentOf(task, { settings: { skip: ['A'] } })],
])('%s makes a test out of date', (_, document) => {
  expect(fingerprintOf(document, 'A')).not.toBe(before);
});

test('what is not there has none', () => {
  expect(fingerprintOf(documentOf(task), 'B')).toBeUndefined();
});
