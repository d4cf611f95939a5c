import type { JournalEntry } from '@millrace/machine';
import type { JournalRow } from './ports.ts';

/**
 * Journal entries that wait for the next write; the newest of a path is the one that counts. They become text only when they
 * are written: most positions of a thread are replaced before that.
 */
export class JournalRows {
  readonly #entries = new Map<string, JournalEntry>();
  readonly #own = new Map<string, object>();
  /** Told of each text that stays: no newer one will take its place. */
  readonly #onFinal: (text: string) => void;

  constructor(onFinal: (text: string) => void) {
    this.#onFinal = onFinal;
  }

  get size(): number {
    return this.#entries.size + this.#own.size;
  }

  setEntry(path: string, entry: JournalEntry): void {
    this.#entries.set(path, entry);
  }

  /** Of the runtime itself: its paths begin with `/`, as no state's does. */
  setOwn(path: string, value: object): void {
    this.#own.set(path, value);
  }

  /** Those of the runtime under such paths, in the order in which they were noted. */
  own(prefix: string): readonly JournalRow[] {
    const own = [...this.#own].filter(([path]) => path.startsWith(prefix));
    return own.map(([path, entry]) => ({ path, entry: JSON.stringify(entry) }));
  }

  /** Forgets what nobody needs any more, since the composite state has been left. */
  dropEntries(): void {
    this.#entries.clear();
  }

  take(): readonly JournalRow[] {
    if (this.size === 0) return [];
    const rows = [...this.#entries, ...this.#own].map(([path, entry]) => {
      const text = JSON.stringify(entry);
      if ('kind' in entry && entry.kind === 'thread') return { path, entry: text };
      this.#onFinal(text);
      return { path, entry: text };
    });
    this.#entries.clear();
    this.#own.clear();
    return rows;
  }
}
