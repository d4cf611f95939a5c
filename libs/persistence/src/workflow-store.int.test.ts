// What only Postgres can show; what every store promises is in the suite of `@millrace/testing`.
import { createIds, systemClock } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testWorkflowStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { createStores, type Stores } from './stores.ts';

const clock = systemClock();
const ids = createIds(clock);
let home: TestDatabase;
let database: Database;
let stores: Stores;

beforeAll(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  stores = createStores(database, ids);
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

testWorkflowStore({
  setup: async () => {
    await database.source.query('truncate workspace, run cascade');
    const { id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
    const { id: otherWorkspaceId } = await stores.identity.ensureWorkspace({ slug: 'other', name: 'Other' });
    return { ...stores, clock, ids, workspaceId, otherWorkspaceId };
  },
  teardown: () => Promise.resolve(),
});

test('a database that is gone is reported as such, with the cause', async () => {
  const gone = await createTestDatabase();
  const lost = await openDatabase({ url: gone.url });
  const { workflows, identity, runs } = createStores(lost, ids);
  await gone.drop();
  const named = expect.objectContaining({ code: 'store.unavailable' }) as Error;
  const workspaceId = ids.runId();
  await expect(workflows.find({ workspaceId, name: 'orders' })).rejects.toEqual(named);
  await expect(identity.hasOwner()).rejects.toEqual(named);
  await expect(runs.list({ workspaceId, limit: 1 })).rejects.toEqual(named);
  await lost.close();
});
