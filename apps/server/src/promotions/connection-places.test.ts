import type { WorkflowDocument } from '@millrace/machine';
import { findConnectionPlaces, replaceConnections } from './connection-places.ts';

const call = (connection: string, connector = 'crm') => ({
  Type: 'Task',
  Resource: `connector:${connector}/get`,
  Credentials: { Connection: connection },
});
const document = {
  millrace: 1,
  name: 'orders',
  triggers: {
    hook: { type: 'webhook', path: 'orders', verify: 'stripe', connection: 'stripe-secret' },
    'new~1': { type: 'connector', use: 'desk/new_ticket', connection: 'desk-main' },
    daily: { type: 'schedule', cron: '0 0 * * *' },
  },
  machine: {
    StartAt: 'Get/all',
    States: {
      'Get/all': { ...call('crm-main'), Compensate: call('crm-undo') },
      Each: {
        Type: 'Map',
        ItemProcessor: {
          States: { Both: { Type: 'Parallel', Branches: [{ States: {} }, { States: { Deep: call('crm-main') } }] } },
        },
      },
      Wait: { ...call('chat', 'slack'), Resource: 'connector:slack/ask.waitForTaskToken' },
      Plain: { Type: 'Pass', Output: { Credentials: { Connection: 'crm-main' }, connection: 'crm-main' } },
      Text: { ...call('crm-main'), Arguments: { Credentials: { Connection: 'crm-main' } } },
    },
  },
} as unknown as WorkflowDocument;
const DEEP = '/machine/States/Each/ItemProcessor/States/Both/Branches/1/States/Deep/Credentials/Connection';

test('connections are named by triggers, steps at every depth, and what undoes them', () => {
  const places = findConnectionPlaces(document).map(
    ({ path, name, connector = 'none' }) => `${name} ${connector} ${path}`,
  );
  expect(places.sort()).toEqual([
    'chat slack /machine/States/Wait/Credentials/Connection',
    `crm-main crm ${DEEP}`,
    'crm-main crm /machine/States/Get~1all/Credentials/Connection',
    'crm-main crm /machine/States/Text/Credentials/Connection',
    'crm-undo crm /machine/States/Get~1all/Compensate/Credentials/Connection',
    'desk-main desk /triggers/new~01/connection',
    'stripe-secret none /triggers/hook/connection',
  ]);
});

test('they are replaced there and nowhere else; what is data stays', () => {
  const before = structuredClone(document);
  const changed = replaceConnections(document, {
    'crm-main': 'crm-live',
    'desk-main': 'desk-live',
    'stripe-secret': 'x',
  });
  const text = (value: unknown) => JSON.stringify(value);
  expect(
    findConnectionPlaces(changed)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...['chat', 'crm-live', 'crm-live', 'crm-live', 'crm-undo', 'desk-live', 'x']]);
  const { States } = changed.machine as unknown as { readonly States: Record<string, { Arguments?: object }> };
  expect(text(States.Plain)).not.toContain('crm-live');
  expect(text(States.Text?.Arguments)).not.toContain('crm-live');
  expect(document).toEqual(before);
});

test('two that change places do so at once', () => {
  const changed = replaceConnections(document, { 'crm-main': 'crm-undo', 'crm-undo': 'crm-main' });
  const [first] = Object.values(changed.machine.States);
  expect(first).toMatchObject({
    Credentials: { Connection: 'crm-undo' },
    Compensate: { Credentials: { Connection: 'crm-main' } },
  });
});

test('a name that every object has is no connection', () => {
  const odd = {
    millrace: 1,
    name: 'x',
    machine: { States: { A: call('constructor') } },
  } as unknown as WorkflowDocument;
  expect(replaceConnections(odd, {})).toEqual(odd);
});
