import type { Clock, Thread } from './ports.ts';

/** So long may runs compute, one after the other, before timers and sockets get their chance. */
const TURN_MS = 10;

/**
 * The thread of this process. Runs that have to wait go on in the order in which they came, in later turns of the event loop:
 * as many of them as a turn has time for.
 */
export class SharedThread implements Thread {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #waiting: (() => void)[] = [];
  /** When runs began to compute in this turn of the event loop, if they did. */
  #turnBeganMs: number | undefined;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  giveWay(): Promise<void> | undefined {
    if (!this.#isTurnOver()) return undefined;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      setImmediate(this.#letNextGoOn);
    });
  }

  /** Asked once for each that waits. */
  readonly #letNextGoOn = (): void => {
    if (this.#isTurnOver()) setImmediate(this.#letNextGoOn);
    else this.#waiting.shift()?.();
  };

  #isTurnOver(): boolean {
    const nowMs = this.#clock.monotonicMs();
    if (this.#turnBeganMs === undefined) {
      this.#turnBeganMs = nowMs;
      // It is asked for before all that wait in this turn, so it comes before them in the next.
      setImmediate(() => (this.#turnBeganMs = undefined));
    }
    return nowMs - this.#turnBeganMs >= TURN_MS;
  }
}
