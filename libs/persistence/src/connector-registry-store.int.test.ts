import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import {
  testConnectorMigrationStore,
  testConnectorRegistryStore,
  testConnectorSampleStore,
  testPublisherKeyStore,
} from '@millrace/testing/suites';
import { createIds, systemClock } from '@millrace/runtime';
import { PostgresConnectorMigrationStore } from './connector-migration-store.ts';
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
  setup: async () => ({
    registry: new PostgresConnectorRegistryStore(database.source),
    ...(await emptyWorkspaces()),
  }),
  teardown: () => Promise.resolve(),
});

const teardown = (): Promise<void> => Promise.resolve();
async function emptyWorkspaces(): Promise<{ readonly workspaceId: string; readonly otherWorkspaceId: string }> {
  await database.source.query('truncate workspace cascade');
  return { workspaceId: await ensureWorkspace('main'), otherWorkspaceId: await ensureWorkspace('other') };
}

describe('keys', () => {
  const setup = async () => ({ keys: new PostgresPublisherKeyStore(database.source), ...(await emptyWorkspaces()) });
  testPublisherKeyStore({ setup, teardown });
});
describe('samples', () => {
  const setup = async () => ({
    samples: new PostgresConnectorSampleStore(database.source),
    ...(await emptyWorkspaces()),
  });
  testConnectorSampleStore({ setup, teardown });
});
describe('migrations', () => {
  const setup = async () => ({
    migrations: new PostgresConnectorMigrationStore(database.source),
    ...(await emptyWorkspaces()),
  });
  testConnectorMigrationStore({ setup, teardown });
});
