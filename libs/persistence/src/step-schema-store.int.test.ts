import { createIds, systemClock } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testStepSchemaStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { createStores, type Stores } from './stores.ts';

let home: TestDatabase;
let database: Database;
let stores: Stores;

beforeAll(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  stores = createStores(database, createIds(systemClock()));
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

testStepSchemaStore({
  setup: async () => {
    await database.source.query('truncate workspace, run cascade');
    const { id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
    return {
      ...{ schemas: stores.stepSchemas, workflows: stores.workflows, workspaceId },
      elapseDays: async (days) => {
        await database.source.query(
          'update version_step_schemas set compared_at = compared_at - make_interval(days => $1::integer)',
          [days],
        );
      },
    };
  },
  teardown: () => Promise.resolve(),
});
