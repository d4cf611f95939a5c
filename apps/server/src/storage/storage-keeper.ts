import { enforceQuotas, measureStorage, type QuotaRemoval } from '@millrace/persistence';
import { Repeating, type Clock } from '@millrace/runtime';

/** A start is busy enough. */
const FIRST_MS = 30_000;
const EVERY_MS = 3_600_000;
/** A quota that has more to remove than one turn may goes on soon. */
const GO_ON_MS = 10_000;

interface KeeperParts {
  readonly pool: Parameters<typeof measureStorage>[0];
  readonly clock: Pick<Clock, 'schedule' | 'nowMs'>;
  readonly onRemoved: (removal: QuotaRemoval) => void;
  readonly report: (error: unknown) => void;
}

/** Measures what workflows hold, and removes what is over their quotas: once an hour, and when somebody sets a quota. */
export class StorageKeeper {
  readonly #parts: KeeperParts;
  readonly #turns: Repeating;
  #isStopped = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#turns = new Repeating(parts.clock, () => this.#turn());
  }

  start(): void {
    this.#turns.start(FIRST_MS);
  }

  stop(): Promise<void> {
    this.#isStopped = true;
    return this.#turns.stop();
  }

  /** Somebody has set a quota: it need not wait an hour. */
  lookSoon(): void {
    if (this.#turns.isStarted) void this.#turns.now();
  }

  async #turn(): Promise<number> {
    const { pool, clock, onRemoved, report } = this.#parts;
    try {
      const mayGoOn = (): boolean => !this.#isStopped;
      await measureStorage(pool, { nowMs: clock.nowMs(), mayGoOn, report }).catch(report);
      const removals = await enforceQuotas(pool, { mayGoOn, report });
      for (const removal of removals) if (removal.runs > 0) onRemoved(removal);
      return removals.some(({ isUnfinished }) => isUnfinished) ? GO_ON_MS : EVERY_MS;
    } catch (error) {
      report(error);
      return EVERY_MS;
    }
  }
}
