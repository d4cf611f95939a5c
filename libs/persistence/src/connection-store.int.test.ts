import { randomUUID } from 'node:crypto';
import { createIds, systemClock } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testConnectionStore, testConnectionTokenStore } from '@millrace/testing/suites';
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
          `update connection set previous_until = previous_until - make_interval(secs => ${seconds}),
             last_used_at = last_used_at - make_interval(secs => ${seconds}),
             tested_at = tested_at - make_interval(secs => ${seconds})`,
        );
      },
    };
  },
  teardown: () => Promise.resolve(),
});

describe('tokens', () => {
  testConnectionTokenStore({
    setup: async () => {
      await database.source.query('truncate workspace, encryption_key cascade');
      const { connections, connectionTokens, identity } = createStores(database, createIds(systemClock()));
      const { id: workspaceId } = await identity.ensureWorkspace({ slug: 'main', name: 'main' });
      const connectionId = randomUUID();
      await connections.create({
        ...{ id: connectionId, workspaceId, name: 'desk', kind: 'connector', quota: 1, fieldNames: [] },
        ...{ use: { connector: 'desk', authKind: 'account', fields: {} }, sealed: Uint8Array.of(1) },
      });
      return {
        tokens: connectionTokens,
        connectionId,
        elapse: async (seconds) => {
          await database.source.query(
            `update connection_token set refresh_lease_until = refresh_lease_until - make_interval(secs => ${seconds})`,
          );
        },
      };
    },
    teardown: () => Promise.resolve(),
  });
});

test('new fields end the token that was exchanged for the old ones', async () => {
  const { connections, connectionTokens, identity } = createStores(database, createIds(systemClock()));
  const { id: workspaceId } = await identity.ensureWorkspace({ slug: 'main', name: 'main' });
  const id = randomUUID();
  await connections.create({
    ...{ id, workspaceId, name: 'renewed', kind: 'connector', quota: 10, fieldNames: [] },
    ...{ use: { connector: 'desk', authKind: 'account', fields: {} }, sealed: Uint8Array.of(1) },
  });
  const lease = await connectionTokens.takeLease({ connectionId: id, leaseSeconds: 30 });
  const token = { version: 1, sealed: Uint8Array.of(1), expiresAtMs: 1_900_000_000_000, scopes: [] };
  await connectionTokens.save({ connectionId: id, fence: lease?.fence ?? 0, token });
  expect((await connections.find({ workspaceId, name: 'renewed' }))?.use?.tokenExpiresAtMs).toBe(1_900_000_000_000);
  const refresher = await connectionTokens.takeLease({ connectionId: id, leaseSeconds: 30 });
  const next = { version: 2, sealed: Uint8Array.of(2) };
  await connections.replace({ workspaceId, id, fieldNames: [], next, previousSeconds: 0, use: { fields: {} } });
  expect(await connectionTokens.find(id)).toBeUndefined();
  // What is refreshed meanwhile was exchanged for the fields before.
  const late = { connectionId: id, fence: refresher?.fence ?? 0, token: { ...token, version: 2 } };
  expect(await connectionTokens.save(late)).toBe(false);
  await connectionTokens.releaseLease({ connectionId: id, fence: (refresher?.fence ?? 0) + 1 });
  // The next one follows the version that is gone.
  expect(await connectionTokens.takeLease({ connectionId: id, leaseSeconds: 30 })).toMatchObject({ version: 1 });
});
