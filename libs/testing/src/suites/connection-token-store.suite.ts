import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ConnectionTokenStore } from '@millrace/runtime';

/** A token store, and a connection that has no token yet. */
export interface ConnectionTokenStoreSubject {
  readonly tokens: ConnectionTokenStore;
  readonly connectionId: string;
  /** Lets time pass for everything that is kept. */
  elapse(seconds: number): Promise<void>;
}

/** What every store of tokens promises. */
export function testConnectionTokenStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<ConnectionTokenStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: ConnectionTokenStoreSubject;
  let tokens: ConnectionTokenStore;
  beforeEach(async () => {
    subject = await setup();
    ({ tokens } = subject);
  });
  afterEach(teardown);

  const take = (leaseSeconds = 30) => tokens.takeLease({ connectionId: subject.connectionId, leaseSeconds });
  const save = (fence: number, version: number, expiresAtMs?: number) =>
    tokens.save({
      connectionId: subject.connectionId,
      fence,
      token: {
        ...{ version, sealed: Uint8Array.of(version, 0, 255), scopes: ['read', 'write'] },
        ...(expiresAtMs === undefined ? {} : { expiresAtMs, renewableUntilMs: expiresAtMs + 1 }),
      },
    });
  const find = async () => {
    const found = await tokens.find(subject.connectionId);
    return found && { ...found, sealed: [...found.sealed] };
  };

  test('there is none until one is saved, byte for byte', async () => {
    expect(await find()).toBeUndefined();
    expect(await take()).toEqual({ fence: 1, version: 0 });
    expect(await find()).toBeUndefined();
    expect(await save(1, 1, 1_900_000_000_000)).toBe(true);
    expect(await find()).toEqual({
      ...{ version: 1, sealed: [1, 0, 255], scopes: ['read', 'write'] },
      ...{ expiresAtMs: 1_900_000_000_000, renewableUntilMs: 1_900_000_000_001 },
      obtainedAtMs: expect.any(Number),
    });
  });

  test('one at a time may get a new one, and sees the one that is there', async () => {
    const taken = await Promise.all([take(), take(), take()]);
    const [lease] = taken.filter((found) => found !== undefined);
    expect(taken.filter((found) => found !== undefined)).toHaveLength(1);
    await save(lease?.fence ?? 0, 1);
    // Saving has ended the lease.
    expect(await take()).toMatchObject({ fence: (lease?.fence ?? 0) + 1, version: 1, token: { version: 1 } });
  });

  test('a lease ends by itself, and whoever had it saves nothing any more', async () => {
    const first = await take(30);
    await subject.elapse(29);
    expect(await take()).toBeUndefined();
    await subject.elapse(2);
    const second = await take(30);
    expect(await save(first?.fence ?? 0, 1)).toBe(false);
    expect(await save(second?.fence ?? 0, 1)).toBe(true);
  });

  test('versions follow each other', async () => {
    const lease = await take();
    expect(await save(lease?.fence ?? 0, 2)).toBe(false);
    expect(await save(lease?.fence ?? 0, 1)).toBe(true);
    const next = await take();
    expect(await save(next?.fence ?? 0, 1)).toBe(false);
    expect(await save(next?.fence ?? 0, 2)).toBe(true);
  });

  test('a lease that is given back is free at once; an old one gives back nothing', async () => {
    const { connectionId } = subject;
    const first = await take();
    await tokens.releaseLease({ connectionId, fence: first?.fence ?? 0 });
    const second = await take();
    expect(second).toBeDefined();
    await tokens.releaseLease({ connectionId, fence: first?.fence ?? 0 });
    expect(await take()).toBeUndefined();
  });
}
