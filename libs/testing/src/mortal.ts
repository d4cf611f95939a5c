import type { Clock } from '@millrace/runtime';
import { intercept } from './intercept.ts';

const NEVER = new Promise<never>(() => undefined);

/**
 * The ports of one process, which may die: from then on nothing that it asked for is answered, and none of its timers fires.
 * What it had sent happens all the same.
 */
export class MortalProcess {
  #isAlive = true;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** As kill -9. */
  kill(): void {
    this.#isAlive = false;
  }

  /** A port as this process sees it. For ports whose methods all return promises. */
  view<T extends object>(port: T): T {
    return intercept(port, ({ proceed }) => this.ask(proceed));
  }

  /** Something that only the living hear the answer of. */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    const [answer] = this.isAlive ? await Promise.allSettled([question()]) : [];
    // It may have died meanwhile.
    if (answer === undefined || !this.isAlive) return NEVER;
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  }

  get clock(): Clock {
    const clock = this.#clock;
    return {
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
      schedule: (delayMs, callback) =>
        clock.schedule(delayMs, () => {
          if (this.#isAlive) callback();
        }),
    };
  }
}
