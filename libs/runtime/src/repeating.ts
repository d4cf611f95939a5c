import type { Clock } from './ports.ts';

/** Does something again and again: each turn says how long after its end the next one begins. */
export class Repeating {
  readonly #clock: Pick<Clock, 'schedule'>;
  readonly #work: () => Promise<number>;
  #cancelTimer: () => void = () => undefined;
  #isStarted = false;
  #turn: Promise<void> | undefined;

  /** `work` never rejects; it resolves with milliseconds. */
  constructor(clock: Pick<Clock, 'schedule'>, work: () => Promise<number>) {
    this.#clock = clock;
    this.#work = work;
  }

  /** The first turn begins now, or after the time given. */
  start(delayMs = 0): void {
    this.#isStarted = true;
    if (delayMs > 0) this.#schedule(delayMs);
    else void this.now();
  }

  /** Begins no turn by itself any more; resolves when one that is under way has ended. */
  async stop(): Promise<void> {
    this.#isStarted = false;
    this.#cancelTimer();
    await this.#turn;
  }

  /** Whether turns begin by themselves. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Whether a turn is under way. */
  get isUnderWay(): boolean {
    return this.#turn !== undefined;
  }

  /** One turn, before its time and also while nobody has started it; the one that is under way, if one is. */
  now(): Promise<void> {
    this.#turn ??= this.#work().then((delayMs) => {
      this.#turn = undefined;
      this.#schedule(delayMs);
    });
    return this.#turn;
  }

  #schedule(delayMs: number): void {
    this.#cancelTimer();
    if (this.#isStarted) this.#cancelTimer = this.#clock.schedule(delayMs, () => void this.now());
  }
}
