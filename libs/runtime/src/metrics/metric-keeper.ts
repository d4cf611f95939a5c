import type { Clock } from '../ports.ts';
import { Repeating } from '../repeating.ts';
import type { CallMeter } from './call-meter.ts';
import type { CallCounts, MetricStore } from './metric-store.ts';

/** A process that is killed loses the calls of so long at most. */
const SEND_MS = 10_000;
const ROLL_UP_MS = 10_000;
/** While there is more to do at once. */
const BEHIND_MS = 200;
const MAX_BATCH = 1000;

interface KeeperParts {
  readonly store: Pick<MetricStore, 'rollUp' | 'addCalls'>;
  readonly meter: CallMeter;
  readonly clock: Pick<Clock, 'schedule'>;
  /** Names this process, and none before it. */
  readonly workerId: string;
  readonly report: (cause: unknown) => void;
}
interface Batch {
  readonly sequence: number;
  readonly counts: readonly CallCounts[];
}

/** Sends what this process has counted, and rolls up what all have: processes share that, one is at it at a time. */
export class MetricKeeper {
  readonly #parts: KeeperParts;
  readonly #sending: Repeating;
  readonly #rolling: Repeating;
  #sequence = 0;
  /** What was not heard to be kept. It goes out again as it is: the store knows its number if it has it. */
  #left: readonly Batch[] = [];

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#sending = new Repeating(parts.clock, () => this.#send());
    this.#rolling = new Repeating(parts.clock, () => this.#rollUp());
  }

  start(): void {
    this.#sending.start(SEND_MS);
    this.#rolling.start();
  }

  /** Sends what is left. */
  async stop(): Promise<void> {
    await Promise.all([this.#sending.stop(), this.#rolling.stop()]);
    await this.#send();
  }

  /** Sends and rolls up now. */
  async tick(): Promise<void> {
    await this.#sending.now();
    await this.#rolling.now();
  }

  async #send(): Promise<number> {
    const { store, meter, workerId: sender, report } = this.#parts;
    // While the store does not answer, the meter goes on counting, in as many entries as it may have.
    if (this.#left.length === 0) this.#left = this.#toBatches(meter.take());
    try {
      for (const batch of this.#left) {
        await store.addCalls({ sender, ...batch });
        this.#left = this.#left.filter((other) => other !== batch);
      }
    } catch (cause) {
      report(cause);
    }
    return SEND_MS;
  }

  #toBatches(counts: readonly CallCounts[]): readonly Batch[] {
    const batches: Batch[] = [];
    for (let from = 0; from < counts.length; from += MAX_BATCH) {
      this.#sequence += 1;
      batches.push({ sequence: this.#sequence, counts: counts.slice(from, from + MAX_BATCH) });
    }
    return batches;
  }

  async #rollUp(): Promise<number> {
    try {
      return (await this.#parts.store.rollUp()) === 'behind' ? BEHIND_MS : ROLL_UP_MS;
    } catch (cause) {
      this.#parts.report(cause);
      return ROLL_UP_MS;
    }
  }
}
