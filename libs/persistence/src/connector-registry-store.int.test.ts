import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import {
  testConnectorApprovals,
  testConnectorMigrationStore,
  testConnectorRegistryStore,
  testConnectorSampleStore,
  testConnectorUsers,
  testPublisherKeyStore,
} from '@millrace/testing/suites';
import { createIds, systemClock } from '@millrace/runtime';
import { PostgresConnectorMigrationStore } from './connector-migration-store.ts';
import { PostgresConnectorRegistryStore } from './connector-registry-store.ts';
import { PostgresConnectorSampleStore } from './connector-sample-store.ts';
import { openDatabase, type Database } from './database.ts';
import { PostgresIdentityStore } from './identity-store.ts';
import { readMigrations } from './migrations.ts';
import { PostgresPublisherKeyStore } from './publisher-key-store.ts';
import { createStores } from './stores.ts';

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

const setupRegistry = async () => ({
  registry: new PostgresConnectorRegistryStore(database.source),
  ...(await emptyWorkspaces()),
});
const teardown = (): Promise<void> => Promise.resolve();

testConnectorRegistryStore({ setup: setupRegistry, teardown });
describe('approvals', () => {
  testConnectorApprovals({ setup: setupRegistry, teardown });
});

test('who yanks waits for who promotes: what is yanked is not the latest', async () => {
  const { registry, workspaceId } = await setupRegistry();
  const named = { workspaceId, name: 'desk' };
  for (const version of ['1.0.0', '1.1.0'])
    await registry.publish({
      promote: version === '1.0.0',
      version: {
        ...{ ...named, version, state: 'published', origin: 'package', manifest: {}, icon: '', readme: '' },
        ...{ changelog: '', changes: [], sha512: version, authorName: 'Ada' },
      },
    });
  const holder = database.source.createQueryRunner();
  await holder.startTransaction();
  await holder.query('select from connector where name = $1 for update', ['desk']);
  const promoted = registry.promote({ ...named, version: '1.1.0' });
  await until(async () => (await countWaiting()) === 1);
  const yanked = registry.setState({ ...named, version: '1.1.0', state: 'yanked' });
  let isYanked = false;
  void yanked.then(() => (isYanked = true));
  await until(async () => isYanked || (await countWaiting()) === 2);
  await holder.rollbackTransaction();
  await holder.release();
  expect(await promoted).toEqual({ kind: 'promoted' });
  expect(await yanked).toBe(true);
  expect((await registry.findConnector(named))?.latestVersion).toBeUndefined();
});
const countWaiting = async (): Promise<number> =>
  (
    await database.source.query<unknown[]>(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
  ).length;

async function emptyWorkspaces(): Promise<{ readonly workspaceId: string; readonly otherWorkspaceId: string }> {
  await database.source.query('truncate workspace cascade');
  return { workspaceId: await ensureWorkspace('main'), otherWorkspaceId: await ensureWorkspace('other') };
}

test('versions of before are approved as they were taken for: up to the latest, and what may do no more', async () => {
  const { registry, workspaceId } = await setupRegistry();
  const [narrow, wide] = [{ hosts: ['a'] }, { hosts: ['a', 'b'] }].map((asked) => ({
    ...{ sockets: [], secrets: false, memoryMiB: 256 },
    ...asked,
  }));
  const publish = (version: string, permissions: object | undefined, name = 'desk') =>
    registry.publish({
      promote: false,
      version: {
        ...{
          workspaceId,
          name,
          version,
          state: version.startsWith('0.0.0') ? 'draft' : 'published',
          origin: 'package',
        },
        ...{ manifest: { permissions: permissions as never }, icon: '', readme: '', changelog: '', changes: [] },
        ...{ sha512: version, authorName: 'Ada' },
      },
    });
  await publish('0.0.0-dev.ada', narrow);
  await publish('1.0.0', wide);
  await publish('1.1.0', narrow);
  await publish('1.2.0', narrow);
  await publish('1.3.0', { ...narrow, memoryMiB: 512 });
  await publish('1.4.0', wide, 'never-promoted');
  await publish('1.5.0', { ...narrow, hosts: [] }, 'never-promoted');
  await registry.promote({ workspaceId, name: 'desk', version: '1.1.0' });
  await database.source.query('update connector_version set approved_at = null');
  const file = readMigrations().find(({ title }) => title === 'approved-connector-versions');
  await database.source.query(file?.sql.slice(file.sql.indexOf('-- What is the latest')) ?? '');
  const approved = await database.source.query<{ readonly version: string }[]>(
    'select version from connector_version where approved_at is not null order by version',
  );
  expect(approved.map(({ version }) => version)).toEqual(['1.0.0', '1.1.0', '1.2.0', '1.5.0']);
});

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
describe('users', () => {
  const setup = async () => {
    const { connectorUsers: users, workflows } = createStores(database, createIds(systemClock()));
    return { users, workflows, ...(await emptyWorkspaces()) };
  };
  testConnectorUsers({ setup, teardown });
});
describe('migrations', () => {
  const setup = async () => ({
    migrations: new PostgresConnectorMigrationStore(database.source),
    ...(await emptyWorkspaces()),
  });
  testConnectorMigrationStore({ setup, teardown });
});
