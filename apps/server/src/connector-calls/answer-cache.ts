import { createHash } from 'node:crypto';
import type { Clock } from '@millrace/runtime';

interface Entry<T> {
  readonly answer: Promise<T>;
  readonly untilMs: number;
  /** Nothing while nobody has answered yet. */
  characters: number;
}
interface Limits {
  readonly ttlMs: number;
  readonly maxEntries: number;
  /** Of all answers together. */
  readonly maxCharacters: number;
}

/** Answers of services that are the same for a while: who fills in a form asks for them again and again. */
export class AnswerCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #limits: Limits;
  #characters = 0;

  constructor(clock: Pick<Clock, 'monotonicMs'>, limits: Limits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** What is known, else what `ask` gives. `sizeOf`: characters; undefined for what is not worth keeping. */
  get(
    question: unknown,
    ask: () => Promise<T>,
    { isFresh, sizeOf }: { readonly isFresh: boolean; readonly sizeOf: (answer: T) => number | undefined },
  ): Promise<T> {
    // A question has in it all that was filled in, and may be as long as a body.
    const key = createHash('sha256').update(JSON.stringify(question)).digest('base64');
    const known = this.#entries.get(key);
    const nowMs = this.#clock.monotonicMs();
    if (!isFresh && known !== undefined && known.untilMs > nowMs) return known.answer;
    const entry: Entry<T> = { answer: ask(), untilMs: nowMs + this.#limits.ttlMs, characters: 0 };
    this.#forget(key);
    this.#entries.set(key, entry);
    this.#makeRoom();
    const settle = (characters: number | undefined): void => {
      if (this.#entries.get(key) === entry) this.#settle(key, entry, characters);
    };
    entry.answer.then(
      (given) => settle(sizeOf(given)),
      () => settle(undefined),
    );
    return entry.answer;
  }

  #settle(key: string, entry: Entry<T>, characters: number | undefined): void {
    if (characters === undefined) {
      this.#forget(key);
      return;
    }
    entry.characters = characters;
    this.#characters += characters;
    this.#makeRoom();
  }

  /** The oldest go first. */
  #makeRoom(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#limits.maxEntries && this.#characters <= this.#limits.maxCharacters) return;
      this.#forget(key);
    }
  }

  #forget(key: string): void {
    this.#characters -= this.#entries.get(key)?.characters ?? 0;
    this.#entries.delete(key);
  }
}
