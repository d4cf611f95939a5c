import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConnectionStore } from '@millrace/runtime';

/** A connection store with nothing in it, and two workspaces. */
export interface ConnectionStoreSubject {
  readonly connections: ConnectionStore;
  readonly workspaceId: string;
  readonly otherWorkspaceId: string;
  /** Lets time pass for everything that is kept. */
  elapse(seconds: number): Promise<void>;
}

const ids = [1, 2, 3, 4, 5, 6].map((n) => `01a20bb7-0796-715f-a250-e3f038bb141${n}`);
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** What every connection store promises. */
export function testConnectionStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<ConnectionStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: ConnectionStoreSubject;
  let connections: ConnectionStore;
  beforeEach(async () => {
    subject = await setup();
    ({ connections } = subject);
  });
  afterEach(teardown);

  const create = (index: number, name: string, more: { workspaceId?: string; quota?: number } = {}) =>
    connections.create({
      id: ids[index] ?? '',
      workspaceId: subject.workspaceId,
      name,
      kind: 'secret',
      fieldNames: ['secret'],
      sealed: bytes(index, 0, 255),
      quota: 10,
      ...more,
    });
  const find = async (name: string, workspaceId = subject.workspaceId) => {
    const found = await connections.find({ workspaceId, name });
    return (
      found && {
        version: found.version,
        current: [...found.current.sealed],
        previous: found.previous && [found.previous.version, ...found.previous.sealed],
      }
    );
  };
  const replace = (version: number, previousSeconds: number, workspaceId = subject.workspaceId) =>
    connections.replace({
      workspaceId,
      id: ids[0] ?? '',
      fieldNames: ['secret', 'other'],
      next: { version, sealed: bytes(version) },
      previousSeconds,
    });

  test('keeps what is sealed byte for byte, and shows none of it in lists', async () => {
    const made = await create(0, 'shop');
    expect(made).toMatchObject({ kind: 'created', connection: { name: 'shop', version: 1, fieldNames: ['secret'] } });
    expect(await find('shop')).toEqual({ version: 1, current: [0, 0, 255], previous: undefined });
    const { items } = await connections.list({ workspaceId: subject.workspaceId, limit: 10 });
    expect(items).toEqual([made.kind === 'created' ? made.connection : undefined]);
    expect(items[0]).not.toHaveProperty('current');
    expect(items[0]).not.toHaveProperty('sealed');
  });

  test('a name is taken once in a workspace, and free in another', async () => {
    const results = await Promise.all([0, 1, 2].map((index) => create(index, 'shop')));
    expect(results.map(({ kind }) => kind).sort()).toEqual(['created', 'name_taken', 'name_taken']);
    expect(await create(3, 'shop', { workspaceId: subject.otherWorkspaceId })).toMatchObject({ kind: 'created' });
    expect(await find('none')).toBeUndefined();
  });

  test('a workspace has so many and no more', async () => {
    expect(await create(0, 'a', { quota: 1 })).toMatchObject({ kind: 'created' });
    expect(await create(1, 'b', { quota: 1 })).toEqual({ kind: 'quota_reached' });
    expect(await create(1, 'b', { quota: 1, workspaceId: subject.otherWorkspaceId })).toMatchObject({
      kind: 'created',
    });
  });

  test('lists page by name, within the workspace', async () => {
    for (const [index, name] of ['b', 'a-2', 'a', 'c'].entries()) await create(index, name);
    await create(4, 'b', { workspaceId: subject.otherWorkspaceId });
    const list = (cursor?: string) =>
      connections.list({ workspaceId: subject.workspaceId, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    const first = await list();
    expect(first.items.map(({ name }) => name)).toEqual(['a', 'a-2']);
    const second = await list(first.nextCursor);
    expect(second.items.map(({ name }) => name)).toEqual(['b', 'c']);
    expect(second.nextCursor).toBeUndefined();
  });

  test('fields are replaced from the version that was read, of which one may', async () => {
    await create(0, 'shop');
    const results = await Promise.all([replace(2, 60), replace(2, 60)]);
    expect(results.filter((result) => result === 'changed')).toHaveLength(1);
    expect(await replace(4, 60)).toBe('changed');
    expect(await replace(3, 60, subject.otherWorkspaceId)).toBe('changed');
    expect(await find('shop')).toEqual({ version: 2, current: [2], previous: [1, 0, 0, 255] });
  });

  test('fields before count for their time, and not at all when they must not', async () => {
    await create(0, 'shop');
    expect(await replace(2, 60)).toMatchObject({ version: 2, previousUntilMs: expect.any(Number) });
    await subject.elapse(61);
    expect(await find('shop')).toEqual({ version: 2, current: [2], previous: undefined });
    expect(await replace(3, 60)).toMatchObject({ version: 3, fieldNames: ['secret', 'other'] });
    expect(await find('shop')).toMatchObject({ previous: [2, 2] });
    expect(await replace(4, 0)).not.toHaveProperty('previousUntilMs');
    expect(await find('shop')).toEqual({ version: 4, current: [4], previous: undefined });
  });

  test('what is removed is gone, once', async () => {
    await create(0, 'shop');
    const remove = (workspaceId: string) => connections.remove({ workspaceId, name: 'shop' });
    expect(await remove(subject.otherWorkspaceId)).toBe(false);
    expect(await remove(subject.workspaceId)).toBe(true);
    expect(await remove(subject.workspaceId)).toBe(false);
    expect(await find('shop')).toBeUndefined();
  });

  describe('of connectors', () => {
    const use = { connector: 'desk', authKind: 'token', fields: { site: 'blue' }, allowedHosts: ['blue.desk.example'] };
    const connect = (index: number, name: string, connector = 'desk') =>
      connections.create({
        id: ids[index] ?? '',
        workspaceId: subject.workspaceId,
        name,
        kind: 'connector',
        use: { ...use, connector },
        fieldNames: ['token'],
        sealed: bytes(index),
        quota: 10,
      });
    const read = async (name: string) => (await connections.find({ workspaceId: subject.workspaceId, name }))?.use;
    const id = ids[0] ?? '';

    test('have what is no secret, and are listed by connector', async () => {
      await connect(0, 'desk-1');
      await connect(1, 'other', 'crm');
      await create(2, 'shop');
      expect(await read('desk-1')).toEqual({ ...use, health: { state: 'unknown' } });
      expect(await read('shop')).toBeUndefined();
      const { items } = await connections.list({ workspaceId: subject.workspaceId, connector: 'desk', limit: 10 });
      expect(items.map(({ name }) => name)).toEqual(['desk-1']);
    });

    test('have a health with the moment since when, and an account', async () => {
      await connect(0, 'desk-1');
      await connections.noteHealth({ id, version: 1, state: 'ok', account: { label: 'ops@example.com', id: 'T1' } });
      const first = await read('desk-1');
      expect(first).toMatchObject({
        health: { state: 'ok', sinceMs: expect.any(Number) },
        account: { label: 'ops@example.com', id: 'T1' },
      });
      await connections.noteHealth({ id, version: 1, state: 'ok' });
      expect((await read('desk-1'))?.health).toEqual(first?.health);
      await connections.noteHealth({ id, version: 1, state: 'broken', detail: 'It does not answer.' });
      expect(await read('desk-1')).toMatchObject({
        health: { state: 'broken', detail: 'It does not answer.' },
        account: { id: 'T1' },
      });
      // What an older version has met says nothing about this one.
      await connections.noteHealth({ id, version: 7, state: 'ok' });
      expect((await read('desk-1'))?.health.state).toBe('broken');
    });

    test('need a person until one has done something', async () => {
      await connect(0, 'desk-1');
      const note = (state: 'ok' | 'broken' | 'needs_person', more: object = {}) =>
        connections.noteHealth({ id, version: 1, state, ...more });
      await note('needs_person', { detail: 'Sign in.' });
      await note('broken');
      await note('ok');
      expect((await read('desk-1'))?.health).toMatchObject({ state: 'needs_person', detail: 'Sign in.' });
      await note('needs_person', { detail: 'Sign in, please.' });
      expect((await read('desk-1'))?.health).toMatchObject({ detail: 'Sign in, please.' });
      await note('ok', { isMended: true });
      expect((await read('desk-1'))?.health).toMatchObject({ state: 'ok' });
    });

    test('are tested one by one, those in use, each by one process a day', async () => {
      for (const [index, name] of ['desk-1', 'desk-2', 'idle', 'lost'].entries()) await connect(index, name);
      for (const used of [0, 1, 3]) await connections.noteUse({ id: ids[used] ?? '', isGood: true });
      await connections.noteHealth({ id: ids[3] ?? '', version: 1, state: 'needs_person' });
      const take = () => connections.takeUntested({ usedWithinDays: 30, untestedHours: 24 });
      const taken = await Promise.all([take(), take(), take()]);
      const names = taken.flatMap((found) => found?.name ?? []);
      expect(names.sort()).toEqual(['desk-1', 'desk-2']);
      expect(await take()).toBeUndefined();
      await subject.elapse(25 * 3600);
      expect((await take())?.name).toMatch(/^desk/);
      await subject.elapse(31 * 24 * 3600);
      expect(await take()).toBeUndefined();
    });

    test('know when they were used, and worked', async () => {
      await connect(0, 'desk-1');
      await connections.noteUse({ id, isGood: false });
      expect(await read('desk-1')).toMatchObject({ lastUsedAtMs: expect.any(Number) });
      expect(await read('desk-1')).not.toHaveProperty('lastGoodAtMs');
      await connections.noteUse({ id, isGood: true });
      expect(await read('desk-1')).toMatchObject({ lastGoodAtMs: expect.any(Number) });
    });

    test('new fields are of an unknown health and nobody’s', async () => {
      await connect(0, 'desk-1');
      await connections.noteHealth({
        id,
        version: 1,
        state: 'needs_person',
        detail: 'Sign in.',
        account: { id: 'T1' },
      });
      await connections.replace({
        workspaceId: subject.workspaceId,
        ...{ id, fieldNames: ['token'], next: { version: 2, sealed: bytes(2) }, previousSeconds: 0 },
        use: { fields: { site: 'red' } },
      });
      expect(await read('desk-1')).toEqual({
        ...{ connector: 'desk', authKind: 'token', fields: { site: 'red' }, health: { state: 'unknown' } },
      });
    });
  });

  test('of several first keys, one becomes the key', async () => {
    expect(await connections.ensureKey(undefined)).toEqual([]);
    const made = await Promise.all(
      [0, 1, 2].map((index) => connections.ensureKey({ id: ids[index] ?? '', canary: bytes(index) })),
    );
    const [key] = made[0] ?? [];
    expect(key).toMatchObject({ state: 'active' });
    const after = await connections.ensureKey({ id: ids[3] ?? '', canary: bytes(3) });
    expect(after.map(({ id }) => id)).toEqual([key?.id]);
    expect([...(after[0]?.canary ?? [])]).toHaveLength(1);
  });
}
