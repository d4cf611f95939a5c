import type { Clock } from '@millrace/runtime';

interface Entry<T> {
  readonly answer: Promise<T>;
  readonly untilMs: number;
}

/** Answers of services that are the same for a while: who fills in a form asks for them again and again. */
export class AnswerCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #limits: { readonly ttlMs: number; readonly maxEntries: number };

  constructor(clock: Pick<Clock, 'monotonicMs'>, limits: { readonly ttlMs: number; readonly maxEntries: number }) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** What is known, else what `ask` gives, which is kept when it is worth it. */
  get(
    key: string,
    ask: () => Promise<T>,
    options: { readonly isFresh: boolean; readonly isKept: (answer: T) => boolean },
  ): Promise<T> {
    const known = this.#entries.get(key);
    const nowMs = this.#clock.monotonicMs();
    if (!options.isFresh && known !== undefined && known.untilMs > nowMs) return known.answer;
    const answer = ask();
    if (this.#entries.size >= this.#limits.maxEntries) this.#entries.clear();
    this.#entries.set(key, { answer, untilMs: nowMs + this.#limits.ttlMs });
    const forget = (): void => {
      if (this.#entries.get(key)?.answer === answer) this.#entries.delete(key);
    };
    answer.then((given) => {
      if (!options.isKept(given)) forget();
    }, forget);
    return answer;
  }
}
