import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PublisherKeyStore } from '@millrace/runtime';

/** Keys of two workspaces, none yet. */
export interface PublisherKeyStoreSubject {
  readonly keys: PublisherKeyStore;
  readonly workspaceId: string;
  readonly otherWorkspaceId: string;
}

/** What every store of publishers' keys promises. */
export function testPublisherKeyStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<PublisherKeyStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: PublisherKeyStoreSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);

  const add = (keyId: string, publicKey = 'PEM', workspaceId = subject.workspaceId): Promise<boolean> =>
    subject.keys.add({ workspaceId, keyId, publicKey, name: 'Build', addedBy: 'Ada' });

  test('keys are kept once, and listed by id', async () => {
    expect(await add('b')).toBe(true);
    expect(await add('b', 'another')).toBe(false);
    expect(await add('a')).toBe(true);
    const addedAtMs = expect.any(Number) as unknown as number;
    const kept = { name: 'Build', publicKey: 'PEM', addedBy: 'Ada', addedAtMs };
    expect(await subject.keys.list(subject.workspaceId)).toEqual([
      { ...kept, keyId: 'a' },
      { ...kept, keyId: 'b' },
    ]);
  });

  test('of two who add the same at once, one has', async () => {
    expect((await Promise.all([add('a'), add('a')])).sort()).toEqual([false, true]);
  });

  test('a key is one workspace’s, and is removed from that one', async () => {
    await add('a');
    await add('a', 'another', subject.otherWorkspaceId);
    expect(await subject.keys.remove({ workspaceId: subject.workspaceId, keyId: 'a' })).toBe(true);
    expect(await subject.keys.remove({ workspaceId: subject.workspaceId, keyId: 'a' })).toBe(false);
    expect(await subject.keys.list(subject.workspaceId)).toEqual([]);
    expect(await subject.keys.list(subject.otherWorkspaceId)).toMatchObject([{ publicKey: 'another' }]);
  });
}
