import { createIds, systemClock } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testRolloutStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { createStores, type Stores } from './stores.ts';

const ids = createIds(systemClock());
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

testRolloutStore({
  setup: async () => {
    await database.source.query('truncate workspace, run cascade');
    const { id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
    return { ...stores, otherRollouts: createStores(database, ids).rollouts, workspaceId };
  },
  teardown: () => Promise.resolve(),
});
