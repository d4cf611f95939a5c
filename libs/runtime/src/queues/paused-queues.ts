import type { Clock } from '../ports.ts';
import { Remembered } from '../remembered.ts';
import type { QueueStore } from './queue-store.ts';

/** What a process knows may be so old: others pause and resume too. */
const TTL_MS = 1000;

interface PausedQueuesParts {
  readonly store: Pick<QueueStore, 'listPaused'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Told when the store could not be asked. */
  readonly report: (cause: unknown) => void;
}

/** The workflows that are paused, remembered for a second: one question for all, asked while events come. */
export class PausedQueues {
  readonly #parts: PausedQueuesParts;
  readonly #known: Remembered<ReadonlySet<string>>;

  constructor(parts: PausedQueuesParts) {
    this.#parts = parts;
    this.#known = new Remembered({ ask: (before) => this.#ask(before), ttlMs: TTL_MS, clock: parts.clock });
  }

  async isPaused(workflowId: string): Promise<boolean> {
    return (await this.#known.read()).has(workflowId);
  }

  /** After a change in this process the next event asks at once. */
  forget(): void {
    this.#known.forget();
  }

  /** While the store is away what was known counts: no event may be lost to this question. */
  async #ask(before: Promise<ReadonlySet<string>> | undefined): Promise<ReadonlySet<string>> {
    try {
      return new Set(await this.#parts.store.listPaused());
    } catch (cause) {
      this.#parts.report(cause);
      return before ?? new Set<string>();
    }
  }
}
