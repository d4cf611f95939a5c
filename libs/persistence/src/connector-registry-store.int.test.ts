import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testConnectorRegistryStore } from '@millrace/testing/suites';
import { createIds, systemClock } from '@millrace/runtime';
import { PostgresConnectorRegistryStore } from './connector-registry-store.ts';
import { PostgresConnectorSampleStore } from './connector-sample-store.ts';
import { openDatabase, type Database } from './database.ts';
import { PostgresIdentityStore } from './identity-store.ts';
import { PostgresPublisherKeyStore } from './publisher-key-store.ts';

let home: TestDatabase;
let database: Database;

beforeAll(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

async function ensureWorkspace(slug: string): Promise<string> {
  const identity = new PostgresIdentityStore(database.source, createIds(systemClock()));
  return (await identity.ensureWorkspace({ slug, name: slug })).id;
}

testConnectorRegistryStore({
  setup: async () => {
    await database.source.query('truncate workspace cascade');
    return {
      registry: new PostgresConnectorRegistryStore(database.source),
      workspaceId: await ensureWorkspace('main'),
      otherWorkspaceId: await ensureWorkspace('other'),
    };
  },
  teardown: () => Promise.resolve(),
});

test('keys are kept once, listed by id, and removed', async () => {
  const workspaceId = await ensureWorkspace('keys');
  const keys = new PostgresPublisherKeyStore(database.source);
  const key = { workspaceId, keyId: 'b', name: 'Build', publicKey: 'PEM', addedBy: 'Ada' };
  expect(await keys.add(key)).toBe(true);
  expect(await keys.add({ ...key, publicKey: 'another' })).toBe(false);
  expect(await keys.add({ ...key, keyId: 'a' })).toBe(true);
  expect((await keys.list(workspaceId)).map(({ keyId, publicKey }) => [keyId, publicKey])).toEqual([
    ['a', 'PEM'],
    ['b', 'PEM'],
  ]);
  expect(await keys.remove({ workspaceId, keyId: 'b' })).toBe(true);
  expect(await keys.remove({ workspaceId, keyId: 'b' })).toBe(false);
  expect(await keys.list(await ensureWorkspace('other'))).toEqual([]);
});

test('a sample replaces the one before', async () => {
  const workspaceId = await ensureWorkspace('samples');
  const samples = new PostgresConnectorSampleStore(database.source);
  const sample = { workspaceId, connector: 'desk', action: 'list', savedBy: 'Ada' };
  await samples.save({ ...sample, output: { n: 1 } });
  await samples.save({ ...sample, output: ['two', '\u0000'] });
  expect(await samples.list({ workspaceId, connector: 'desk' })).toMatchObject([
    { action: 'list', output: ['two', '\u0000'], savedBy: 'Ada' },
  ]);
  expect(await samples.remove(sample)).toBe(true);
  expect(await samples.remove(sample)).toBe(false);
});
