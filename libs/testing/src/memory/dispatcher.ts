import type { Dispatcher } from '@millrace/runtime';
import { atOnce } from './at-once.ts';

/** What dispatchers of several processes have in common. */
export class WakeMedium {
  readonly dispatchers = new Set<MemoryDispatcher>();
}

/** Wakes this process at once, and the others on the same medium a turn later. */
export class MemoryDispatcher implements Dispatcher {
  readonly #medium: WakeMedium;
  readonly #listeners = new Set<() => void>();

  constructor(medium: WakeMedium = new WakeMedium()) {
    this.#medium = medium;
    medium.dispatchers.add(this);
  }

  wake(runIds: readonly string[]): Promise<void> {
    return atOnce(() => {
      if (runIds.length === 0 || !this.#medium.dispatchers.has(this)) return;
      this.#tell();
      queueMicrotask(() => {
        for (const other of this.#medium.dispatchers) if (other !== this) other.#tell();
      });
    });
  }

  onWake(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    return atOnce(() => {
      this.#medium.dispatchers.delete(this);
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
