import { boundLine } from './log-line.ts';

const RING_LINES = 1000;

export interface KeptLine {
  /** 0, 1, 2 … since the process began. */
  readonly sequence: number;
  /** JSON. */
  readonly text: string;
}

/** The newest lines of this process. Whoever follows reads at its own pace: what it has not read in time is gone. */
export class LogRing {
  readonly #size: number;
  readonly #listeners = new Set<() => void>();
  #lines: string[] = [];
  #next = 0;

  constructor(size = RING_LINES) {
    this.#size = size;
  }

  add(text: string): void {
    this.#lines[this.#next % this.#size] = boundLine(text);
    this.#next += 1;
    for (const tell of [...this.#listeners]) tell();
  }

  /** The sequence of the oldest line that is here. */
  get oldest(): number {
    return Math.max(0, this.#next - this.#size);
  }

  /** The line with that sequence, or the oldest after it; undefined when none has come yet. */
  from(sequence: number): KeptLine | undefined {
    const wanted = Math.max(sequence, this.oldest);
    const text = wanted < this.#next ? this.#lines[wanted % this.#size] : undefined;
    return text === undefined ? undefined : { sequence: wanted, text };
  }

  /** Tells of each new line; returns how to stop. The listener logs nothing. */
  onLine(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
