import { action, httpAction } from '../action.ts';
import { auth } from '../auth.ts';
import { defineConnector } from '../connector.ts';
import { describeConnector } from '../describe-connector.ts';
import { t } from '../schema.ts';
import { pollingTrigger, streamTrigger, webhookTrigger } from '../trigger.ts';
import { connectorOfManifest } from './connector-of-manifest.ts';
import { invokeConnector, type Invocation } from './invoke-connector.ts';

const CLOSED = { additionalProperties: false };
const facts = { input: t.Object({}, CLOSED), output: t.Object({ id: t.String() }), sample: { id: '1' } };
const desk = defineConnector({
  name: 'desk',
  title: 'Desk',
  description: 'Tickets.',
  categories: ['support'],
  baseUrl: 'https://desk.example',
  permissions: { hosts: ['desk.example'] },
  auth: {
    signed: auth.custom({
      title: 'Signed',
      fields: t.Object({ key: t.Secret() }),
      test: () => ({ label: 'tested' }),
      exchange: () => ({ secrets: { token: 'exchanged' } }),
      sign: (request) => ({ ...request, method: 'SIGNED' }),
    }),
    both: auth.custom({
      title: 'Key and token',
      fields: t.Object({ key: t.Secret(), token: t.Secret() }),
      apply: { query: { key: '{key}' }, headers: { 'x-token': 'Token {token}' } },
    }),
    token: auth.bearer({ title: 'Token', test: { request: { method: 'GET', path: '/me' }, label: '{% body.name %}' } }),
  },
  options: { agents: (_, { search }) => ({ items: [{ value: 1, label: search ?? '' }] }) },
  schemas: { fields: () => ({ type: 'object' }) },
  actions: {
    create: action({
      ...facts,
      title: 'Create',
      effects: 'write',
      idempotency: { naturalKey: 'external_id', verify: () => ({ id: 'verified' }) },
      run: () => ({ id: 'created' }),
      resume: () => ({ id: 'resumed' }),
    }),
    remove: httpAction({
      ...facts,
      title: 'Remove',
      effects: 'write',
      idempotency: 'method',
      request: { method: 'DELETE', path: '/t' },
    }),
  },
  triggers: {
    called: webhookTrigger({
      ...facts,
      title: 'Called',
      subscription: {
        identity: () => 'identity',
        create: () => ({ remoteId: 'created' }),
        find: () => ({ remoteId: 'found' }),
        renew: () => ({ remoteId: 'renewed' }),
        remove: () => 'removed',
      },
      verify: () => true,
      handshake: () => ({ body: 'shaken' }),
      receive: () => [{ id: 'received', data: { id: '1' } }],
    }),
    told: webhookTrigger({
      ...facts,
      title: 'Told',
      account: () => 'team',
      verify: 'standard-webhooks',
      receive: () => [],
    }),
    polled: pollingTrigger({
      ...facts,
      title: 'Polled',
      cursor: t.Object({ at: t.String() }),
      poll: () => ({ items: [], cursor: { at: 'polled' } }),
      migrateCursor: () => ({ at: 'migrated' }),
    }),
    streamed: streamTrigger({ ...facts, title: 'Streamed', stream: () => Promise.resolve() }),
  },
});
const manifest = describeConnector(desk, '1.2.3');
/** A function of the remote one, whatever the types say of its kind. */
const member = (of: unknown, name: string): ((...given: unknown[]) => Promise<unknown>) =>
  (of as Record<string, (...given: unknown[]) => Promise<unknown>>)[name]!;
const calls: Invocation[] = [];
const remote = connectorOfManifest(manifest, (invocation) => {
  calls.push(invocation);
  return invokeConnector(desk, invocation);
});

test('describes itself as what it was made of', () => expect(describeConnector(remote, '1.2.3')).toEqual(manifest));

test.each<[string, () => unknown, unknown]>([
  ['an action', () => member(remote.actions.create, 'run')({}, {}), { id: 'created' }],
  ['what goes on after a pause', () => member(remote.actions.create, 'resume')({}, {}, {}), { id: 'resumed' }],
  ['a look whether it has happened', () => member(remote.actions.create?.idempotency, 'verify')(), { id: 'verified' }],
  [
    'options',
    () => remote.options?.agents?.({} as never, { input: {}, search: 'Ada' }),
    { items: [{ value: 1, label: 'Ada' }] },
  ],
  ['a schema', () => remote.schemas?.fields?.({} as never, { input: {} }), { type: 'object' }],
  ['a test of a connection', () => member(remote.auth?.signed, 'test')(), { label: 'tested' }],
  ['a signature', () => member(remote.auth?.signed, 'sign')({ method: 'GET' }, {}), { method: 'SIGNED' }],
  ['a delivery', () => member(remote.triggers?.called, 'receive')(), [{ id: 'received', data: { id: '1' } }]],
  ['an account', () => member(remote.triggers?.told, 'account')(), 'team'],
  ['a poll', () => member(remote.triggers?.polled, 'poll')(), { items: [], cursor: { at: 'polled' } }],
])('%s is the other process’s', async (_, call, expected) => {
  calls.length = 0;
  expect(await call()).toEqual(expected);
  expect(calls).toHaveLength(1);
});

test('only what has a resume may pause', () => {
  expect(manifest.actions.create?.hasResume).toBe(true);
  expect(manifest.actions.remove).not.toHaveProperty('hasResume');
  expect(remote.actions.remove).not.toHaveProperty('resume');
});

test('what is data is data', () => {
  expect(remote.actions.remove).toMatchObject({
    kind: 'http',
    idempotency: 'method',
    request: { method: 'DELETE', path: '/t' },
  });
  expect(remote.auth?.token?.test).toEqual({ request: { method: 'GET', path: '/me' }, label: '{% body.name %}' });
});

test('there is no code where the manifest has none', async () => {
  await expect(invokeConnector(desk, { kind: 'poll', member: 'called', arguments: [] })).rejects.toThrow('no code');
  await expect(invokeConnector(desk, { kind: 'action', member: 'constructor', arguments: [] })).rejects.toThrow(
    'no code',
  );
  const bare = connectorOfManifest(manifest);
  await expect(member(bare.actions.create, 'run')()).rejects.toThrow('cannot be called');
});

test('a webhook whose address is entered by hand needs no code', async () => {
  const told = { ...manifest.triggers.told!, delivery: 'manual' as const };
  const byHand = { ...manifest, triggers: { told } };
  const delivery = { headers: { 'webhook-id': '7' }, json: { id: '1' } };
  const expected = [{ id: '7', data: { id: '1' } }];
  expect(await member(connectorOfManifest(byHand).triggers?.told, 'receive')({}, delivery)).toEqual(expected);
  calls.length = 0;
  const coded = connectorOfManifest(byHand, (invocation) => {
    calls.push(invocation);
    return Promise.resolve([]);
  });
  expect(await member(coded.triggers?.told, 'receive')({}, delivery)).toEqual([]);
  expect(calls).toHaveLength(1);
});
