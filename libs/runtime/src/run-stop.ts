/**
 * Whether and why a run must stop here. An AbortSignal says the same, but making one and listening to it costs more than most
 * runs do in all.
 */
export class RunStop {
  #reason: Error | undefined;
  readonly #listeners = new Set<(reason: Error) => void>();

  get reason(): Error | undefined {
    return this.#reason;
  }

  /** The first reason counts. */
  stop(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    for (const listener of this.#listeners) listener(reason);
    this.#listeners.clear();
  }

  throwIfStopped(): void {
    if (this.#reason !== undefined) throw this.#reason;
  }

  /** Calls back once, when the run stops; returns how not to be called. Not for a run that has stopped already. */
  onStop(listener: (reason: Error) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What is waited for, or the reason if the run stops before it comes. */
  async race<T>(work: Promise<T>): Promise<T> {
    this.throwIfStopped();
    let forget: () => void = () => undefined;
    const stopped = new Promise<never>((_, reject) => {
      forget = this.onStop(reject);
    });
    try {
      return await Promise.race([work, stopped]);
    } finally {
      forget();
    }
  }
}
