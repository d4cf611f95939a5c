import { expect, test } from '@jest/globals';
import type { InstanceStore } from '@millrace/runtime';

/** A store of an installation that nobody has paused yet. */
export interface InstanceStoreSubject {
  readonly instance: InstanceStore;
  /** As a restore does. */
  readonly pause: () => Promise<void>;
}

/** What every store of an installation's state promises. */
export function testInstanceStore({ setup }: { readonly setup: () => Promise<InstanceStoreSubject> }): void {
  test('begins unpaused; a pause lasts until the first who resumes, and a second changes nothing', async () => {
    const { instance, pause } = await setup();
    expect(await instance.read()).toEqual({ isPaused: false });
    expect(await instance.resume({ by: 'nobody' })).toEqual({ isPaused: false });

    await pause();
    const pausedAtMs = expect.any(Number) as unknown as number;
    expect(await instance.read()).toEqual({ isPaused: true, pausedAtMs, reason: 'restored' });

    const resumed = await instance.resume({ by: 'Ada' });
    const resumedAtMs = expect.any(Number) as unknown as number;
    expect(resumed).toEqual({ isPaused: false, pausedAtMs, reason: 'restored', resumedAtMs, resumedBy: 'Ada' });
    expect(await instance.resume({ by: 'Bob' })).toEqual(resumed);
  });
}
