import type { Clock } from '@millrace/runtime';
import { nextTurn } from './until.ts';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** 2030-01-01T00:00:00Z. */
const DEFAULT_START_MS = 1_893_456_000_000;

/** Time that passes when a test says so. Timers fire in the order of their times, equal ones in the order they were set. */
export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #elapsedMs = 0;
  #wallStartMs: number;

  constructor(startMs: number = DEFAULT_START_MS) {
    this.#wallStartMs = startMs;
  }

  nowMs(): number {
    return this.#wallStartMs + this.#elapsedMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#elapsedMs + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that are set: a test that expects none finds what was left behind. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Somebody corrects the wall clock: timers and `monotonicMs` do not notice. */
  adjustWall(byMs: number): void {
    this.#wallStartMs += byMs;
  }

  /** Lets happen what needs no time. */
  settle(): Promise<void> {
    return nextTurn();
  }

  /** Lets the time pass, timer by timer; between two timers everything that follows from the first happens. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#elapsedMs + byMs;
    await this.settle();
    while (await this.fireNext(endMs));
    this.#elapsedMs = endMs;
  }

  /** Goes on to the next timer and fires it. False, and no time passes, when there is none until `endMs`. */
  async fireNext(endMs = Infinity): Promise<boolean> {
    const timer = this.#next();
    if (timer === undefined || timer.dueMs > endMs) return false;
    this.#timers.delete(timer);
    this.#elapsedMs = timer.dueMs;
    timer.callback();
    await this.settle();
    return true;
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (first === undefined || timer.dueMs < first.dueMs) first = timer;
    return first;
  }
}
