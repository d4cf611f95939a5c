import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OAuthClientStore, OAuthStateStore } from '@millrace/runtime';

/** Stores with nothing in them, two workspaces, and two users. */
export interface OAuthStoreSubject {
  readonly clients: OAuthClientStore;
  readonly states: OAuthStateStore;
  readonly workspaceId: string;
  readonly otherWorkspaceId: string;
  readonly userId: string;
  readonly otherUserId: string;
  /** Lets time pass for everything that is kept. */
  elapse(seconds: number): Promise<void>;
}

const ids = [1, 2, 3].map((n) => `01a20bb7-0796-715f-a250-e3f038bb142${n}`);
const [first = '', second = ''] = ids;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const LIFE_SECONDS = 600;

/** What every store of registrations, and of sign-ins under way, promises. */
export function testOAuthStores({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<OAuthStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: OAuthStoreSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);

  describe('registrations', () => {
    const address = () => ({ workspaceId: subject.workspaceId, connector: 'desk', authKind: 'account' });
    const save = (id: string, version: number, more: object = { sealed: bytes(version, 0, 255) }) =>
      subject.clients.save({ ...address(), id, clientId: `client-${version}`, version, ...more });

    test('one for each way of signing in, byte for byte, in its workspace', async () => {
      expect(await subject.clients.find(address())).toBeUndefined();
      expect(await save(first, 1)).toMatchObject({ clientId: 'client-1', updatedAtMs: expect.any(Number) });
      const found = await subject.clients.find(address());
      expect(found).toMatchObject({ id: first, ...address(), clientId: 'client-1', version: 1 });
      expect([...(found?.sealed ?? [])]).toEqual([1, 0, 255]);
      expect(await subject.clients.find({ ...address(), authKind: 'bot' })).toBeUndefined();
      expect(await subject.clients.find({ ...address(), workspaceId: subject.otherWorkspaceId })).toBeUndefined();
    });

    test('is replaced from the version that was read, of which one may', async () => {
      expect(await save(first, 2)).toBe('changed');
      await save(first, 1);
      expect(await save(second, 1)).toBe('changed');
      const results = await Promise.all([save(first, 2), save(first, 2)]);
      expect(results.filter((result) => result === 'changed')).toHaveLength(1);
      // A public client has no secret.
      expect(await save(first, 3, {})).not.toHaveProperty('sealed');
      expect(await subject.clients.find(address())).not.toHaveProperty('sealed');
    });

    test('what is removed is gone, once, and may come anew', async () => {
      await save(first, 1);
      expect(await subject.clients.remove({ ...address(), workspaceId: subject.otherWorkspaceId })).toBe(false);
      expect(await subject.clients.remove(address())).toBe(true);
      expect(await subject.clients.remove(address())).toBe(false);
      expect(await save(second, 1)).toMatchObject({ id: second });
    });
  });

  describe('sign-ins', () => {
    const begin = (id: string, stateHash: string) =>
      subject.states.begin({
        ...{ id, stateHash, sessionHash: 'browser', sealed: bytes(7, 0, 255), lifeSeconds: LIFE_SECONDS },
        workspaceId: subject.workspaceId,
        userId: subject.userId,
      });
    const take = (stateHash: string, sessionHash = 'browser') => subject.states.take({ stateHash, sessionHash });
    const find = (changes: object = {}) =>
      subject.states.find({ id: first, workspaceId: subject.workspaceId, userId: subject.userId, ...changes });

    test('are ended once, by the browser that began them', async () => {
      await begin(first, 'state-1');
      await begin(second, 'state-2');
      expect(await take('state-1', 'another browser')).toBeUndefined();
      expect(await take('no state')).toBeUndefined();
      const taken = await Promise.all([take('state-1'), take('state-1'), take('state-1')]);
      const [mine, ...others] = taken.filter((found) => found !== undefined);
      expect(others).toEqual([]);
      expect(mine).toMatchObject({ id: first, workspaceId: subject.workspaceId, userId: subject.userId });
      expect([...(mine?.sealed ?? [])]).toEqual([7, 0, 255]);
      expect(await take('state-1')).toBeUndefined();
      expect(await take('state-2')).toMatchObject({ id: second });
    });

    test('are over when their time is', async () => {
      await begin(first, 'state-1');
      await subject.elapse(LIFE_SECONDS - 1);
      expect(await find()).toMatchObject({ isOver: false });
      await subject.elapse(2);
      expect(await take('state-1')).toBeUndefined();
      expect(await find()).toMatchObject({ isOver: true });
    });

    test('tell how they ended to whoever began them, and nobody else', async () => {
      const { expiresAtMs } = await begin(first, 'state-1');
      expect(await find()).toEqual({ expiresAtMs, isOver: false });
      await subject.states.finish({ id: first, outcome: '{"status":"connected"}' });
      expect(await find()).toEqual({ expiresAtMs, isOver: false, outcome: '{"status":"connected"}' });
      expect(await find({ userId: subject.otherUserId })).toBeUndefined();
      expect(await find({ workspaceId: subject.otherWorkspaceId })).toBeUndefined();
      expect(await find({ id: second })).toBeUndefined();
    });

    test('are forgotten a day after their time', async () => {
      await begin(first, 'state-1');
      await subject.elapse(LIFE_SECONDS + 23 * 3600);
      await begin(second, 'state-2');
      expect(await find()).toBeDefined();
      await subject.elapse(2 * 3600);
      await begin(ids[2] ?? '', 'state-3');
      expect(await find()).toBeUndefined();
    });
  });
}
