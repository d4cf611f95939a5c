import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TestTime } from './test-time.ts';

interface Alarm {
  readonly atMs: number;
  /** A limit of what may be slow by itself: passed only when nothing has moved for a while. */
  readonly isLimit: boolean;
  readonly ring: () => void;
}
/** Monday, 2 March 2026, 09:30 UTC. */
export const BEGINNING_MS = Date.UTC(2026, 2, 2, 9, 30);
/** Turns of the event loop without any news, after which the time may go on. */
const IDLE_TURNS = 12;
/** Real time that something slow, such as a hash in another thread, may take. */
const PATIENCE_MS = 60;

/** A clock that moves when it is told to: what waits for it waits no real time. */
export class TestClock implements TestTime {
  #nowMs: number;
  readonly #alarms = new Set<Alarm>();

  constructor(nowMs: number = BEGINNING_MS) {
    this.#nowMs = nowMs;
  }

  /** Epoch milliseconds. */
  nowMs(): number {
    return this.#nowMs;
  }

  /** Turns the clock, back as well, without anything happening: somebody has set it. */
  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  /** Resolves when the time is there; rejects with the signal's reason when that is aborted first. */
  wait(waitMs: number, signal?: AbortSignal): Promise<void> {
    return this.#alarm({ waitMs, signal, isLimit: false });
  }

  /** As `wait`, for an end that is seldom reached, such as a deadline. */
  waitForLimit(waitMs: number, signal: AbortSignal): Promise<void> {
    return this.#alarm({ waitMs, signal, isLimit: true });
  }

  pause(): Promise<void> {
    return nextTurn();
  }

  #alarm({
    waitMs,
    signal,
    isLimit,
  }: {
    readonly waitMs: number;
    readonly signal: AbortSignal | undefined;
    readonly isLimit: boolean;
  }): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        this.#alarms.delete(alarm);
        signal?.removeEventListener('abort', onAbort);
        settle();
      };
      const onAbort = (): void => end(() => reject(signal?.reason as Error));
      const alarm: Alarm = { atMs: this.#nowMs + Math.ceil(waitMs), isLimit, ring: () => end(resolve) };
      this.#alarms.add(alarm);
      if (signal?.aborted === true) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Lets time pass, with all that happens in it, in order. */
  async advance(passMs: number): Promise<void> {
    const endMs = this.#nowMs + passMs;
    await settle();
    for (let next = this.#next(); next !== undefined && next.atMs <= endMs; next = this.#next()) {
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.ring();
      await settle();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }

  /** What becomes of `work`, letting as much time pass as it waits for. */
  async drive<T>(work: Promise<T>): Promise<T> {
    const state = { isOver: false };
    const end = (): void => void (state.isOver = true);
    work.then(end, end);
    await settle();
    while (!state.isOver) {
      await this.#goOn(state);
      await settle();
    }
    return work;
  }

  async #goOn(state: { readonly isOver: boolean }): Promise<void> {
    const soon = this.#next(false);
    const next = this.#next();
    if (next === undefined) {
      await nextTurn();
      return;
    }
    if (next !== soon && (await this.#hasNews(state))) return;
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.ring();
  }

  /** Whether anything moves while a limit is not yet passed: something slow is slow in real time. */
  async #hasNews(state: { readonly isOver: boolean }): Promise<boolean> {
    const known = new Set(this.#alarms);
    const untilMs = performance.now() + PATIENCE_MS;
    while (performance.now() < untilMs) {
      await nextTurn();
      if (state.isOver || this.#alarms.size !== known.size || [...this.#alarms].some((alarm) => !known.has(alarm)))
        return true;
    }
    return false;
  }

  #next(withLimits = true): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms)
      if ((withLimits || !alarm.isLimit) && (first === undefined || alarm.atMs < first.atMs)) first = alarm;
    return first;
  }
}

/** Lets everything happen that needs no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < IDLE_TURNS; turn += 1) await nextTurn();
}
