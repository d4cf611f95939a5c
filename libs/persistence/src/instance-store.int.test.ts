import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testInstanceStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { PostgresInstanceStore } from './instance-store.ts';

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

testInstanceStore({
  setup: () =>
    Promise.resolve({
      instance: new PostgresInstanceStore(database.source),
      pause: async () => {
        await database.source.query(
          `update instance_state set dispatch_paused = true, paused_at = now(), reason = 'restored', resumed_at = null, resumed_by = null`,
        );
      },
    }),
});
