import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Clock, IdentityStore } from '@millrace/runtime';

/** An identity store with nothing in it. */
export interface IdentityStoreSubject {
  readonly identity: IdentityStore;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Lets time pass for everything that is kept. */
  elapse(seconds: number): Promise<void>;
}

/** What every identity store promises. */
export function testIdentityStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<IdentityStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: IdentityStoreSubject;
  let identity: IdentityStore;
  beforeEach(async () => {
    subject = await setup();
    ({ identity } = subject);
  });
  afterEach(teardown);

  const workshop = (id: string) => ({ id, slug: 'main', name: 'Workshop', stage: 'development' });
  const createOwner = (email = 'Ada@example.org') =>
    identity.createOwner({ email, name: 'Ada', passwordHash: 'hash', workspace: { slug: 'main', name: 'Workshop' } });

  test('of many who make themselves owner at once, one does', async () => {
    expect(await identity.hasOwner()).toBe(false);
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
    expect(await identity.findWorkspace('main')).toEqual(workshop(workspaceId));
    expect(await identity.ensureWorkspace({ slug: 'main', name: 'Main' })).toMatchObject({ name: 'Workshop' });
    expect(await identity.findWorkspace('none')).toBeUndefined();
  });

  test('people are found by their address in any case', async () => {
    const { userId } = await createOwner();
    await identity.updatePasswordHash({ userId, passwordHash: 'newer' });
    expect(await identity.findUserByEmail('ada@EXAMPLE.org')).toMatchObject({
      id: userId,
      email: 'Ada@example.org',
      passwordHash: 'newer',
    });
    expect(await identity.findUserByEmail('bob@example.org')).toBeUndefined();
  });

  test('a session tells who it is, until it ends by signing out', async () => {
    const { userId, workspaceId } = await createOwner();
    await identity.createSession({ tokenHash: 'token', userId, idleSeconds: 600, totalSeconds: 6000 });
    const find = () => identity.findSessionActor({ tokenHash: 'token', idleSeconds: 600 });
    expect(await find()).toEqual({
      userId,
      email: 'Ada@example.org',
      name: 'Ada',
      role: 'owner',
      workspace: workshop(workspaceId),
    });
    await identity.removeSession('token');
    expect(await find()).toBeUndefined();
    expect(await identity.findSessionActor({ tokenHash: 'none', idleSeconds: 600 })).toBeUndefined();
  });

  test('a session ends by idleness; use prolongs it, but not past its age', async () => {
    const { userId } = await createOwner();
    const open = (tokenHash: string) =>
      identity.createSession({ tokenHash, userId, idleSeconds: 600, totalSeconds: 1500 });
    const find = (tokenHash: string) => identity.findSessionActor({ tokenHash, idleSeconds: 600 });
    await Promise.all(['idle', 'used'].map(open));
    for (let used = 0; used < 2; used += 1) {
      await subject.elapse(500);
      expect(await find('used')).toMatchObject({ userId });
    }
    expect(await find('idle')).toBeUndefined();
    await subject.elapse(510);
    expect(await find('used')).toBeUndefined();
  });

  test('an API key works until it expires or is revoked, and notes its use', async () => {
    const { userId, workspaceId } = await createOwner();
    const make = (secretHash: string, expiresInSeconds: number) =>
      identity.createApiKey({
        workspaceId,
        userId,
        name: secretHash,
        prefix: 'mlr_12345678',
        secretHash,
        scopes: ['run.read'],
        expiresAtMs: subject.clock.nowMs() + expiresInSeconds * 1000,
      });
    const key = await make('good', 3600);
    await make('short', 60);
    expect(key).toMatchObject({ name: 'good', scopes: ['run.read'], prefix: 'mlr_12345678' });
    expect(key).not.toHaveProperty('lastUsedAtMs');
    const { scopes, ...person } = (await identity.findApiKeyActor('good')) ?? {};
    expect(scopes).toEqual(['run.read']);
    expect(person).toMatchObject({ userId, role: 'owner', workspace: { id: workspaceId } });
    const owner = { workspaceId, userId };
    const listed = await identity.listApiKeys(owner);
    expect(listed).toHaveLength(2);
    expect(listed.find(({ id }) => id === key.id)?.lastUsedAtMs).toBeGreaterThan(0);
    expect(listed.find(({ name }) => name === 'short')).not.toHaveProperty('lastUsedAtMs');

    expect(await identity.findApiKeyActor('short')).toBeDefined();
    await subject.elapse(61);
    expect(await identity.findApiKeyActor('short')).toBeUndefined();
    expect(await identity.findApiKeyActor('none')).toBeUndefined();

    expect(await identity.revokeApiKey({ ...owner, id: 'no id' })).toBe(false);
    expect(await identity.revokeApiKey({ ...owner, workspaceId: userId, id: key.id })).toBe(false);
    expect(await identity.revokeApiKey({ ...owner, id: key.id })).toBe(true);
    expect(await identity.revokeApiKey({ ...owner, id: key.id })).toBe(false);
    expect(await identity.findApiKeyActor('good')).toBeUndefined();
    expect((await identity.listApiKeys(owner)).map(({ name }) => name)).toEqual(['short']);
  });
}
