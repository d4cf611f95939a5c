import { createIds, systemClock } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testOAuthStores } from '@millrace/testing/suites';
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

const USERS = ['01a20bb7-0796-715f-a250-e3f038bb1501', '01a20bb7-0796-715f-a250-e3f038bb1502'] as const;

testOAuthStores({
  setup: async () => {
    await database.source.query('truncate workspace, app_user cascade');
    const { oauthClients, oauthStates, identity } = createStores(database, createIds(systemClock()));
    const [main, other] = await Promise.all(
      ['main', 'other'].map((slug) => identity.ensureWorkspace({ slug, name: slug })),
    );
    for (const [index, id] of USERS.entries()) {
      await database.source.query(
        "insert into app_user (id, email, name, password_hash) values ($1::uuid, $2, 'Somebody', 'none')",
        [id, `user-${index}@example.com`],
      );
    }
    return {
      ...{ clients: oauthClients, states: oauthStates, userId: USERS[0], otherUserId: USERS[1] },
      ...{ workspaceId: main?.id ?? '', otherWorkspaceId: other?.id ?? '' },
      // Moves what is kept into the past, by the database's clock.
      elapse: async (seconds) => {
        await database.source.query(
          `update oauth_state set expires_at = expires_at - make_interval(secs => ${seconds})`,
        );
      },
    };
  },
  teardown: () => Promise.resolve(),
});
