import { expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { missingConnectors } from './missing-connectors.ts';

/** Only what is looked at. */
const installed = [
  { name: 'http', actions: [{ name: 'request' }], triggers: [] },
  { name: 'crm', version: '2.0.0', actions: [{ name: 'find' }], triggers: [{ name: 'new_contact' }] },
] as unknown as readonly ConnectorDescription[];
const calling = (Resource: string, more: object = {}): object => ({ Type: 'Task', Resource, End: true, ...more });
const documentOf = (States: object, triggers: object = {}): WorkflowDocument =>
  ({ millrace: 1, name: 'w', triggers, machine: { StartAt: 'A', States } }) as unknown as WorkflowDocument;

test('nothing is missing where all is installed', () => {
  const document = documentOf(
    { A: calling('connector:http/request'), B: calling('workflow:other'), C: calling('code:javascript') },
    {
      call: { type: 'call' },
      app: { type: 'connector', use: 'crm/new_contact' },
      none: { type: 'connector', use: '' },
    },
  );
  expect(missingConnectors(document, installed)).toEqual([]);
});

test('a connector that is gone is missed by its steps, in loops too, by what undoes a step, and by its triggers', () => {
  const inner = { StartAt: 'B', States: { B: calling('connector:gone/write.waitForTaskToken') } };
  const document = documentOf(
    {
      A: { Type: 'Map', ItemProcessor: inner, Next: 'C' },
      C: calling('connector:http/request', { Compensate: { Resource: 'connector:gone/delete' } }),
    },
    { app: { type: 'connector', use: 'gone/event' } },
  );
  expect(missingConnectors(document, installed)).toEqual([
    { name: 'gone', isInstalled: false, items: ['trigger:app', 'C', 'B'] },
  ]);
});

test('an installed one may be without what is used of it', () => {
  const document = documentOf(
    { A: calling('connector:crm/merge'), B: calling('connector:away/x') },
    { app: { type: 'connector', use: 'crm/old_event' } },
  );
  expect(missingConnectors(document, installed)).toEqual([
    { name: 'away', isInstalled: false, items: ['B'] },
    { name: 'crm', isInstalled: true, items: ['trigger:app', 'A'] },
  ]);
});

test('of another version than the newest nothing is said', () => {
  const document = documentOf({ A: calling('connector:crm/merge') });
  expect(missingConnectors({ ...document, connectors: { crm: '1.0.0' } }, installed)).toEqual([]);
  expect(missingConnectors({ ...document, connectors: { crm: '2.0.0' } }, installed)).toHaveLength(1);
});
