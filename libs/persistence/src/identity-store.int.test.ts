import { createIds, systemClock } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testIdentityStore, testWorkspaceStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { createStores } from './stores.ts';

const clock = systemClock();
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

/** Moves what is kept into the past, by the database's clock. */
async function elapse(seconds: number): Promise<void> {
  const past = `- make_interval(secs => ${seconds})`;
  await database.source.query(`update session set idle_until = idle_until ${past}, expires_at = expires_at ${past}`);
  await database.source.query(
    `update api_key set expires_at = expires_at ${past}, last_used_at = last_used_at ${past}`,
  );
}

describe('people in Postgres', () => {
  testIdentityStore({
    setup: async () => {
      await database.source.query('truncate workspace, app_user cascade');
      return { identity: createStores(database, createIds(clock)).identity, clock, elapse };
    },
    teardown: () => Promise.resolve(),
  });
});

describe('workspaces in Postgres', () => {
  testWorkspaceStore({
    setup: async () => {
      await database.source.query('truncate workspace, app_user cascade');
      return { ...createStores(database, createIds(clock)), clock };
    },
    teardown: () => Promise.resolve(),
  });
});
