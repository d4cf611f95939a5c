import { MAX_RUN_MS } from './random-machines/cast.ts';

/** Runs without an end, and those of them that sleep until a moment of their own. */
export interface Unended {
  readonly all: number;
  readonly asleep: number;
}

/**
 * The time that everything healed takes for what is left. It stands while all that is left sleeps by its own document: no
 * machine, however fast, ends that sooner. But not for longer than any document sleeps.
 */
export class DrainClock {
  readonly #limitMs: number;
  #lastMs: number;
  #spentMs = 0;
  #sleepLeftMs = MAX_RUN_MS;

  constructor(limitMs: number, startMs: number) {
    this.#limitMs = limitMs;
    this.#lastMs = startMs;
  }

  get spentMs(): number {
    return Math.round(this.#spentMs);
  }

  get isOver(): boolean {
    return this.#spentMs >= this.#limitMs;
  }

  /** What was found at a moment; it is taken to have been so since the look before. */
  note(nowMs: number, { all, asleep }: Unended): void {
    const passedMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    const sleptMs = all > 0 && all === asleep ? Math.min(passedMs, this.#sleepLeftMs) : 0;
    this.#sleepLeftMs -= sleptMs;
    this.#spentMs += passedMs - sleptMs;
  }
}
