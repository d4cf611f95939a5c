const IMMEDIATE_BYTES = 256 * 1024;
const BATCH_BYTES = 256 * 1024;
const BATCH_MS = 1000;

/**
 * Passes log lines on. The first ones at once, so that they are there when a loop never ends; then at most a batch a second
 * with the newest lines of that second, so that a flood costs the other side next to nothing.
 */
export class LogBuffer {
  readonly #send: (lines: readonly string[]) => void;
  readonly #nowMs: () => number;
  #immediateBytes = 0;
  #lines: string[] = [];
  #bytes = 0;
  #sentAtMs = 0;

  constructor(send: (lines: readonly string[]) => void, nowMs: () => number) {
    this.#send = send;
    this.#nowMs = nowMs;
  }

  add(line: string): void {
    if (this.#immediateBytes < IMMEDIATE_BYTES) {
      this.#immediateBytes += line.length;
      this.#sentAtMs = this.#nowMs();
      this.#send([line]);
      return;
    }
    this.#lines.push(line);
    this.#bytes += line.length;
    while (this.#bytes > BATCH_BYTES && this.#lines.length > 1) this.#bytes -= this.#lines.shift()?.length ?? 0;
    this.tick();
  }

  /** Sends what is kept when it is time to. */
  tick(): void {
    if (this.#nowMs() - this.#sentAtMs >= BATCH_MS) this.flush();
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    this.#bytes = 0;
    this.#sentAtMs = this.#nowMs();
    this.#send(lines);
  }
}
