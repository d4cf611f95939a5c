import { action } from '../action.ts';
import { auth } from '../auth.ts';
import { defineConnector, type ConnectorDefinition } from '../connector.ts';
import { describeConnector } from '../describe-connector.ts';
import { FatalError } from '../failures.ts';
import { t } from '../schema.ts';
import { pollingTrigger, webhookTrigger } from '../trigger.ts';
import { compareManifests, type Bump } from './compare-manifests.ts';
import { compareVersions, isBumpEnough, nextVersion } from './versions.ts';

const CLOSED = { additionalProperties: false };
const create = action({
  title: 'Create a ticket',
  effects: 'write',
  idempotency: { header: 'Idempotency-Key' },
  input: t.Object({ subject: t.String({ maxLength: 200 }), tags: t.Optional(t.Array(t.String())) }, CLOSED),
  output: t.Object({ id: t.String(), subject: t.String() }),
  sample: { id: '1', subject: 'Fire' },
  run: () => Promise.reject(new FatalError('Not in this test.')),
});
const find = action({
  title: 'Find a ticket',
  effects: 'read',
  input: t.Object({ id: t.String() }, CLOSED),
  output: t.Object({ id: t.String() }),
  sample: { id: '1' },
  run: (_, { id }) => ({ id }),
});
const updated = pollingTrigger({
  title: 'Ticket updated',
  input: t.Object({}, CLOSED),
  output: t.Object({ id: t.String() }),
  sample: { id: '1' },
  cursor: t.Object({ since: t.String() }),
  poll: () => ({ items: [], cursor: { since: '' } }),
});
const called = webhookTrigger({
  title: 'Ticket created',
  input: t.Object({}, CLOSED),
  output: t.Object({ id: t.String() }),
  sample: { id: '1' },
  verify: 'standard-webhooks',
  receive: () => [],
});
const DESK: ConnectorDefinition = {
  name: 'desk',
  title: 'Desk',
  description: 'Tickets.',
  categories: ['support'],
  permissions: { hosts: ['api.desk.example'] },
  errors: { TicketClosed: 'The ticket is closed.' },
  auth: { token: auth.bearer({ title: 'Token' }) },
  options: { agents: () => ({ items: [] }) },
  actions: { create, find },
  triggers: { updated, called },
  tables: { tickets: { primaryKey: ['id'], list: { action: 'find' } } },
};
const compare = (changed: Partial<ConnectorDefinition>, from: Partial<ConnectorDefinition> = {}) =>
  compareManifests(
    describeConnector(defineConnector({ ...DESK, ...from }), '1.0.0'),
    describeConnector(defineConnector({ ...DESK, ...changed }), '1.0.1'),
  );
const oauth = (scopes: Readonly<Record<string, string>>) =>
  auth.oauth2({ title: 'Account', grant: 'client_credentials', tokenUrl: 'https://id.desk.example/token', scopes });

test('nothing but texts: a patch', () => {
  const found = compare({ title: 'Help desk', actions: { create: { ...create, title: 'Open a ticket' }, find } });
  expect(found).toEqual({ bump: 'patch', changes: [], newPermissions: [] });
});

test.each<[string, Bump, string, Partial<ConnectorDefinition>]>([
  ['an action is gone', 'major', 'actions/find removed', { actions: { create } }],
  ['an action is new', 'minor', 'actions/look added', { actions: { create, find, look: find } }],
  [
    'an action may pause that did not',
    'minor',
    'actions/find/resume resume.added',
    { actions: { create, find: { ...find, resume: () => ({ id: '1' }) } } },
  ],
  ['a trigger is gone', 'major', 'triggers/called removed', { triggers: { updated } }],
  ['options are gone', 'major', 'options/agents removed', { options: {} }],
  ['an error is gone', 'major', 'errors/TicketClosed removed', { errors: {} }],
  ['an auth kind is gone', 'major', 'auth/token removed', { auth: {} }],
  [
    'a table has another key',
    'major',
    'tables/tickets/primaryKey changed',
    {
      tables: { tickets: { primaryKey: ['number'], list: { action: 'find' } } },
    },
  ],
  [
    'an input is newly required',
    'major',
    'actions/find/input/team required',
    {
      actions: { create, find: { ...find, input: t.Object({ id: t.String(), team: t.String() }, CLOSED) } },
    },
  ],
  [
    'an input is new and optional',
    'minor',
    'actions/find/input/team property.added',
    {
      actions: { create, find: { ...find, input: t.Object({ id: t.String(), team: t.Optional(t.String()) }, CLOSED) } },
    },
  ],
  [
    'an input is gone',
    'major',
    'actions/find/input/id property.removed',
    {
      actions: { create, find: { ...find, input: t.Object({}, CLOSED) } },
    },
  ],
  [
    'an input takes less',
    'major',
    'actions/find/input/id minLength',
    {
      actions: { create, find: { ...find, input: t.Object({ id: t.String({ minLength: 2 }) }, CLOSED) } },
    },
  ],
  [
    'an input takes more',
    'minor',
    'actions/find/input/id type',
    {
      actions: {
        create,
        find: { ...find, input: t.Object({ id: t.Unsafe({ type: ['string', 'integer'] }) }, CLOSED) },
      },
    },
  ],
  [
    'an output says more',
    'minor',
    'actions/find/output/url property.added',
    {
      actions: { create, find: { ...find, output: t.Object({ id: t.String(), url: t.Optional(t.String()) }) } },
    },
  ],
  [
    'an output is gone',
    'major',
    'actions/find/output/id property.removed',
    {
      actions: { create, find: { ...find, output: t.Object({}) } },
    },
  ],
  [
    'an output may be missing',
    'major',
    'actions/find/output/id optional',
    {
      actions: { create, find: { ...find, output: t.Object({ id: t.Optional(t.String()) }) } },
    },
  ],
  [
    'an output may be more',
    'major',
    'actions/find/output/id type',
    {
      actions: { create, find: { ...find, output: t.Object({ id: t.Unsafe({ type: ['string', 'null'] }) }) } },
    },
  ],
  [
    'a read writes',
    'major',
    'actions/find/effects effects.write',
    {
      actions: { create, find: { ...find, effects: 'write', idempotency: 'method' } },
    },
  ],
  [
    'a write may happen twice',
    'major',
    'actions/create/idempotency idempotency.weakened',
    {
      actions: { create: { ...create, idempotency: { none: 'They dropped it.' } }, find },
    },
  ],
  [
    'an action goes away',
    'minor',
    'actions/find deprecated',
    { actions: { create, find: { ...find, deprecated: 'look' } } },
  ],
  [
    'a cursor cannot be read any more',
    'major',
    'triggers/updated/cursor cursor.changed',
    {
      triggers: { called, updated: { ...updated, cursor: t.Object({ page: t.String() }) } },
    },
  ],
  [
    'a host is new',
    'minor',
    'permissions permission.added',
    {
      permissions: { hosts: ['api.desk.example', 'files.desk.example'] },
    },
  ],
  [
    'credentials of another kind',
    'major',
    'auth/token/kind changed',
    { auth: { token: auth.apiKey({ title: 'Key', in: 'header', name: 'x-key' }) } },
  ],
])('%s', (...[, bump, change, changed]) => {
  const found = compare(changed);
  expect(found.changes.map(({ path, rule }) => `${path} ${rule}`)).toContain(change);
  expect(found.bump).toBe(bump);
});

test('a cursor that is carried over breaks nothing', () => {
  const moved = { ...updated, cursor: t.Object({ page: t.String() }), migrateCursor: () => ({ page: '' }) };
  expect(compare({ triggers: { called, updated: moved } }).bump).toBe('patch');
});

test('a scope more is asked for again', () => {
  const found = compare(
    { auth: { account: oauth({ read: 'Reads.', write: 'Writes.' }) } },
    { auth: { account: oauth({ read: 'Reads.' }) } },
  );
  expect(found).toMatchObject({ bump: 'minor', changes: [{ path: 'auth/account/scopes/write', rule: 'scope.added' }] });
});

test('what it may do beside is told by name', () => {
  const permissions = { hosts: ['api.desk.example', 'b.desk.example'], sockets: ['desk.example:5672'], secrets: true };
  const newPermissions = ['b.desk.example', 'desk.example:5672', 'secrets', 'memory 512 MiB'];
  expect(compare({ permissions: { ...permissions, memoryMiB: 512 } })).toMatchObject({ bump: 'minor', newPermissions });
  expect(compare({ permissions: { hosts: ['api.desk.example'], memoryMiB: 256 } }).newPermissions).toEqual([]);
});

describe('versions', () => {
  test('come in the order of Semantic Versioning', () => {
    const sorted = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.2.0',
      '1.10.0',
      '2.0.0',
    ];
    expect([...sorted].reverse().sort(compareVersions)).toEqual(sorted);
  });
  test.each<[string, Bump, string]>([
    ['1.2.3', 'patch', '1.2.4'],
    ['1.2.3', 'minor', '1.3.0'],
    ['1.2.3', 'major', '2.0.0'],
    ['0.2.3', 'minor', '0.3.0'],
    ['0.2.3', 'major', '0.3.0'],
  ])('after %s a %s change is %s', (from, bump, to) => {
    expect(nextVersion(from, bump)).toBe(to);
    expect(isBumpEnough(from, to, bump)).toBe(true);
    expect(isBumpEnough(from, from, bump)).toBe(false);
  });
  test('a small step does not hide a large change', () => {
    expect(isBumpEnough('1.2.3', '1.3.0', 'major')).toBe(false);
    expect(isBumpEnough('1.2.3', '3.0.0', 'major')).toBe(true);
  });
});
