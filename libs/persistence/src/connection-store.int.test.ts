import { createIds, systemClock } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testConnectionStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
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

testConnectionStore({
  setup: async () => {
    await database.source.query('truncate workspace, encryption_key cascade');
    const { connections, identity } = createStores(database, createIds(systemClock()));
    const [main, other] = await Promise.all(
      ['main', 'other'].map((slug) => identity.ensureWorkspace({ slug, name: slug })),
    );
    return {
      connections,
      workspaceId: main?.id ?? '',
      otherWorkspaceId: other?.id ?? '',
      // Moves what is kept into the past, by the database's clock.
      elapse: async (seconds) => {
        await database.source.query(
          `update connection set previous_until = previous_until - make_interval(secs => ${seconds})`,
        );
      },
    };
  },
  teardown: () => Promise.resolve(),
});
