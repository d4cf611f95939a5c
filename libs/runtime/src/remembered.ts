import type { Clock } from './ports.ts';

interface RememberedParts<T> {
  /** `before`: what was known until now, if anything was. */
  readonly ask: (before: Promise<T> | undefined) => Promise<T>;
  readonly ttlMs: number;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

/** An answer that may be so old. It is asked for while somebody wants it, once for all who do. */
export class Remembered<T> {
  readonly #parts: RememberedParts<T>;
  #known: Promise<T> | undefined;
  #untilMs = 0;

  constructor(parts: RememberedParts<T>) {
    this.#parts = parts;
  }

  read(): Promise<T> {
    const { clock, ask, ttlMs } = this.#parts;
    if (this.#known !== undefined && clock.monotonicMs() < this.#untilMs) return this.#known;
    const asked = ask(this.#known);
    this.#known = asked;
    // One question at a time, however long the answer takes.
    this.#untilMs = Infinity;
    void asked.then(() => {
      if (this.#known === asked && this.#untilMs === Infinity) this.#untilMs = clock.monotonicMs() + ttlMs;
    });
    return asked;
  }

  /** Whoever reads next asks at once. */
  forget(): void {
    this.#untilMs = 0;
  }
}
