import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testRateBudgetStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { PostgresRateBudgetStore } from './rate-budget-store.ts';

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

testRateBudgetStore({
  setup: async () => {
    await database.source.query('truncate rate_budget');
    return {
      budgets: new PostgresRateBudgetStore(database.runPool),
      // Moves what is kept into the past, by the database's clock.
      elapse: async (seconds) => {
        const past = `- make_interval(secs => ${seconds})`;
        await database.source.query(
          `update rate_budget set updated_at = updated_at ${past}, slowed_at = slowed_at ${past}, blocked_until = blocked_until ${past}`,
        );
      },
    };
  },
  teardown: () => Promise.resolve(),
});
