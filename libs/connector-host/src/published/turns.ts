import { setTimeout as delay } from 'node:timers/promises';

const WINDOW_MS = 1000;

/** How much a child may ask of this process: so many requests in a second, and so many of HTTP at the same time. */
export class Turns {
  readonly #perSecond: number;
  readonly #atOnce: number;
  readonly #waiting: (() => void)[] = [];
  #windowEndsAtMs = 0;
  #count = 0;
  #atWork = 0;

  constructor({ perSecond, atOnce }: { readonly perSecond: number; readonly atOnce: number }) {
    this.#perSecond = perSecond;
    this.#atOnce = atOnce;
  }

  /** Resolves when the next request may be served; undefined: at once. One that asks without a pause waits. */
  awaitTurn(nowMs: number = performance.now()): Promise<void> | undefined {
    if (nowMs >= this.#windowEndsAtMs) {
      this.#windowEndsAtMs = nowMs + WINDOW_MS;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count <= this.#perSecond) return undefined;
    const windowsAhead = Math.floor((this.#count - 1) / this.#perSecond) - 1;
    return delay(this.#windowEndsAtMs - nowMs + windowsAhead * WINDOW_MS);
  }

  /** Sends a request when fewer than may be are under way: each answer lies in our memory until the child has read it. */
  async during<T>(send: () => Promise<T>): Promise<T> {
    if (this.#atWork >= this.#atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#atWork += 1;
    try {
      return await send();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#atWork -= 1;
      else next();
    }
  }
}
