import { createIds, systemClock, type IdentityStore } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { openDatabase, type Database } from './database.ts';
import { createStores } from './stores.ts';

let home: TestDatabase;
let database: Database;
let identity: IdentityStore;

beforeEach(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  ({ identity } = createStores(database, createIds(systemClock())));
});
afterEach(async () => {
  await database.close();
  await home.drop();
});

const createOwner = (email = 'Ada@example.org') =>
  identity.createOwner({
    email,
    name: 'Ada',
    passwordHash: 'hash',
    workspace: { slug: 'main', name: 'Workshop' },
  });

test('of many who make themselves owner at once, one does', async () => {
  const results = await Promise.allSettled([1, 2, 3, 4].map((n) => createOwner(`owner${n}@example.org`)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'auth.owner_exists' });
  expect(await identity.hasOwner()).toBe(true);
});

test('a workspace that exists before its owner gets the name that the owner gives it', async () => {
  const made = await Promise.all([1, 2, 3].map(() => identity.ensureWorkspace({ slug: 'main', name: 'Main' })));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  const { workspaceId } = await createOwner();
  expect(await identity.findWorkspace('main')).toEqual({ id: workspaceId, slug: 'main', name: 'Workshop' });
});

test('people are found by their address in any case', async () => {
  const { userId } = await createOwner();
  await identity.updatePasswordHash({ userId, passwordHash: 'newer' });
  expect(await identity.findUserByEmail('ada@EXAMPLE.org')).toMatchObject({ id: userId, passwordHash: 'newer' });
  expect(await identity.findUserByEmail('bob@example.org')).toBeUndefined();
});

test('a session ends by idleness, by age and by signing out; use prolongs it', async () => {
  const { userId } = await createOwner();
  const open = (tokenHash: string) =>
    identity.createSession({ tokenHash, userId, idleSeconds: 600, totalSeconds: 6000 });
  const find = (tokenHash: string) => identity.findSessionActor({ tokenHash, idleSeconds: 600 });
  await Promise.all(['idle', 'aged', 'ended', 'used'].map(open));
  await database.source.query(`update session set idle_until = now() - interval '1 s' where token_hash = 'idle'`);
  await database.source.query(`update session set expires_at = now() - interval '1 s' where token_hash = 'aged'`);
  await database.source.query(`update session set idle_until = now() + interval '10 s' where token_hash = 'used'`);
  await identity.removeSession('ended');
  expect(await Promise.all(['idle', 'aged', 'ended'].map(find))).toEqual([undefined, undefined, undefined]);
  expect(await find('used')).toMatchObject({ userId, role: 'owner', workspace: { slug: 'main' } });
  expect(
    await database.source.query(
      `select idle_until > now() + interval '500 s' as prolonged from session where token_hash = 'used'`,
    ),
  ).toEqual([{ prolonged: true }]);
});

test('an API key works until it expires or is revoked, and notes its use', async () => {
  const { userId, workspaceId } = await createOwner();
  const make = (secretHash: string, expiresInMs: number) =>
    identity.createApiKey({
      workspaceId,
      userId,
      name: secretHash,
      prefix: 'mlr_12345678',
      secretHash,
      scopes: ['run.read'],
      expiresAtMs: Date.now() + expiresInMs,
    });
  const key = await make('good', 60_000);
  await make('expired', -1);
  expect(key).toMatchObject({ name: 'good', scopes: ['run.read'] });
  expect(key).not.toHaveProperty('lastUsedAtMs');
  expect(await identity.findApiKeyActor('good')).toMatchObject({ userId, scopes: ['run.read'] });
  expect(await identity.findApiKeyActor('expired')).toBeUndefined();
  const listed = await identity.listApiKeys({ workspaceId, userId });
  expect(listed.find(({ id }) => id === key.id)?.lastUsedAtMs).toBeGreaterThan(0);

  const address = { workspaceId, userId };
  expect(await identity.revokeApiKey({ ...address, id: 'no id' })).toBe(false);
  expect(await identity.revokeApiKey({ ...address, id: key.id })).toBe(true);
  expect(await identity.revokeApiKey({ ...address, id: key.id })).toBe(false);
  expect(await identity.findApiKeyActor('good')).toBeUndefined();
});
