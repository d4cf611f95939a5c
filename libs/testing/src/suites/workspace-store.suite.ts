import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Clock, IdentityStore, WorkspaceStore } from '@millrace/runtime';

/** Stores with nothing in them. */
export interface WorkspaceStoreSubject {
  readonly identity: IdentityStore;
  readonly workspaces: WorkspaceStore;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** What every store of workspaces promises. */
export function testWorkspaceStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<WorkspaceStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let identity: IdentityStore;
  let clock: WorkspaceStoreSubject['clock'];
  let workspaces: WorkspaceStore;
  let owner: { readonly userId: string; readonly workspaceId: string };
  beforeEach(async () => {
    ({ identity, workspaces, clock } = await setup());
    owner = await identity.createOwner({
      ...{ email: 'ada@example.org', name: 'Ada', passwordHash: 'hash' },
      workspace: { slug: 'main', name: 'Main' },
    });
    await identity.ensureWorkspace({ slug: 'elsewhere', name: 'Elsewhere' });
    await identity.createSession({ tokenHash: 'token', userId: owner.userId, idleSeconds: 600, totalSeconds: 6000 });
  });
  afterEach(teardown);

  const create = (slug: string, limit = 10) =>
    workspaces.create({ userId: owner.userId, slug, name: slug.toUpperCase(), stage: 'production', limit });
  const slugsOf = async () => (await workspaces.list(owner.userId)).map(({ workspace }) => workspace.slug);
  const whereIs = async (tokenHash = 'token') =>
    (await identity.findSessionActor({ tokenHash, idleSeconds: 600 }))?.workspace.slug;

  test('whoever makes one owns it; others are as if they were not there', async () => {
    const made = await create('live');
    expect(made).toEqual({ id: made.id, slug: 'live', name: 'LIVE', stage: 'production' });
    expect(await workspaces.list(owner.userId)).toEqual([
      { workspace: made, role: 'owner' },
      { workspace: { id: owner.workspaceId, slug: 'main', name: 'Main', stage: 'development' }, role: 'owner' },
    ]);
    const find = (slug: string, userId = owner.userId) => workspaces.find({ userId, slug });
    expect(await find('live')).toEqual({ workspace: made, role: 'owner' });
    expect(await find('elsewhere')).toBeUndefined();
    expect(await find('none')).toBeUndefined();
    expect(await find('live', made.id)).toBeUndefined();
    expect(await workspaces.list(made.id)).toEqual([]);
  });

  test('an address is taken once, also by one that the person does not see', async () => {
    const results = await Promise.allSettled([1, 2, 3].map(() => create('live')));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(create('elsewhere')).rejects.toMatchObject({ code: 'workspace.slug_taken' });
    expect(await slugsOf()).toEqual(['live', 'main']);
  });

  test('nobody belongs to more than the limit, whoever is quick', async () => {
    const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map((slug) => create(slug, 3)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    await expect(create('e', 3)).rejects.toMatchObject({ code: 'workspace.limit_reached', detail: { limit: 3 } });
    expect(await slugsOf()).toHaveLength(3);
  });

  test('name and stage change, each alone; the address does not', async () => {
    const { workspaceId } = owner;
    expect(await workspaces.change({ workspaceId, stage: 'staging' })).toMatchObject({
      name: 'Main',
      stage: 'staging',
    });
    expect(await workspaces.change({ workspaceId, name: 'Trial' })).toEqual({
      ...{ id: workspaceId, slug: 'main', name: 'Trial', stage: 'staging' },
    });
    expect(await workspaces.change({ workspaceId })).toMatchObject({ name: 'Trial' });
    expect(await identity.findWorkspace('main')).toMatchObject({ name: 'Trial', stage: 'staging' });
    await expect(workspaces.change({ workspaceId: owner.userId, name: 'x' })).rejects.toMatchObject({
      code: 'workspace.not_found',
    });
  });

  test('a session is in the oldest of its person’s workspaces, until it enters another; others stay where they are', async () => {
    await identity.createSession({ tokenHash: 'other', userId: owner.userId, idleSeconds: 600, totalSeconds: 6000 });
    const { id: workspaceId } = await create('alpha');
    expect(await whereIs()).toBe('main');
    expect(await workspaces.enter({ tokenHash: 'token', workspaceId })).toBe(true);
    expect(await whereIs()).toBe('alpha');
    expect(await whereIs('other')).toBe('main');
    expect(await workspaces.enter({ tokenHash: 'token', workspaceId: owner.workspaceId })).toBe(true);
    expect(await whereIs()).toBe('main');
  });

  test('nobody enters what they do not belong to, nor by a session that is none', async () => {
    const elsewhere = await identity.findWorkspace('elsewhere');
    expect(await workspaces.enter({ tokenHash: 'token', workspaceId: elsewhere?.id ?? '' })).toBe(false);
    expect(await workspaces.enter({ tokenHash: 'none', workspaceId: owner.workspaceId })).toBe(false);
    expect(await whereIs()).toBe('main');
  });

  test('a key is of one workspace, wherever its person is', async () => {
    const { id: workspaceId } = await create('live');
    await identity.createApiKey({
      ...{ workspaceId, userId: owner.userId, name: 'key', prefix: 'mlr_12345678', secretHash: 'key' },
      ...{ scopes: ['run.read'], expiresAtMs: clock.nowMs() + 3_600_000 },
    });
    expect((await identity.findApiKeyActor('key'))?.workspace).toMatchObject({ slug: 'live', stage: 'production' });
    expect(await whereIs()).toBe('main');
  });
}
