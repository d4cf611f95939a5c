import type { InstanceState, InstanceStore } from '@millrace/runtime';

/** What is true of the whole installation, in memory. */
export class MemoryInstanceStore implements InstanceStore {
  #state: InstanceState = { isPaused: false };

  read(): Promise<InstanceState> {
    return Promise.resolve(this.#state);
  }

  resume({ by }: { readonly by: string }): Promise<InstanceState> {
    if (this.#state.isPaused) {
      this.#state = { ...this.#state, isPaused: false, resumedAtMs: Date.now(), resumedBy: by };
    }
    return this.read();
  }

  /** As a restore does. */
  pause(): Promise<void> {
    this.#state = { isPaused: true, pausedAtMs: Date.now(), reason: 'restored' };
    return Promise.resolve();
  }
}
