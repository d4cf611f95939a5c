import { setTimeout as delay } from 'node:timers/promises';

export interface TurnLimits {
  /** Requests, and characters of all of them. */
  readonly perSecond: number;
  readonly charactersPerSecond: number;
  /** Characters of requests that are not answered yet. */
  readonly charactersAtOnce: number;
  /** Requests of HTTP. */
  readonly atOnce: number;
}

const WINDOW_MS = 1000;
/** Nobody stays for those who wait. */
const UNREF = { ref: false };

/** How much a child may ask of this process. One that asks without a pause waits, and keeps nobody else from their work. */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #waiting: (() => void)[] = [];
  #windowEndsAtMs = 0;
  #count = 0;
  #characters = 0;
  #held = 0;
  #atWork = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /** Resolves when a request of so many characters may be served; undefined: at once. */
  awaitTurn(characters: number, nowMs: number = performance.now()): Promise<void> | undefined {
    if (nowMs >= this.#windowEndsAtMs) {
      this.#windowEndsAtMs = nowMs + WINDOW_MS;
      this.#count = 0;
      this.#characters = 0;
    }
    this.#count += 1;
    this.#characters += characters;
    const { perSecond, charactersPerSecond } = this.#limits;
    const windows = Math.ceil(Math.max(this.#count / perSecond, this.#characters / charactersPerSecond)) - 1;
    return windows <= 0 ? undefined : delay(this.#windowEndsAtMs - nowMs + (windows - 1) * WINDOW_MS, undefined, UNREF);
  }

  /** False when too much is here already. */
  hold(characters: number): boolean {
    if (this.#held + characters > this.#limits.charactersAtOnce) return false;
    this.#held += characters;
    return true;
  }

  release(characters: number): void {
    this.#held -= characters;
  }

  /** Sends a request when fewer than may be are under way: each answer lies in our memory until the child has read it. */
  async during<T>(send: () => Promise<T>): Promise<T> {
    if (this.#atWork >= this.#limits.atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
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
