import type { JsonLike } from './piece-shape.ts';
import type { StoreValues } from './protocol.ts';
import { toData } from './describe-piece.ts';

/** Where a value is that nobody has written in this call. */
export type ReadStored = (key: string) => Promise<JsonLike | null>;

export interface PieceStore {
  put(key: string, value: unknown, scope?: string): Promise<unknown>;
  get(key: string, scope?: string): Promise<JsonLike | null>;
  delete(key: string, scope?: string): Promise<void>;
}

/**
 * What a piece keeps from call to call. Nothing is written before the call has ended well: the host commits it with the
 * result, so that a crash loses neither.
 */
export class BufferedStore {
  readonly #read: ReadStored;
  readonly #written = new Map<string, JsonLike>();

  constructor(read: ReadStored) {
    this.#read = read;
  }

  /** As pieces see it. */
  get asPiecesSeeIt(): PieceStore {
    return {
      put: async (key: string, value: unknown, scope?: string) => {
        this.#written.set(keyOf(key, scope), toData(value) ?? null);
        return Promise.resolve(value);
      },
      get: (key: string, scope?: string) => this.#get(keyOf(key, scope)),
      delete: async (key: string, scope?: string) => {
        this.#written.set(keyOf(key, scope), null);
        return Promise.resolve();
      },
    };
  }

  /** What was written; null removes. */
  get writes(): StoreValues {
    return Object.fromEntries(this.#written);
  }

  async #get(key: string): Promise<JsonLike | null> {
    const own = this.#written.get(key);
    // Whoever changes what it was given must not change what is kept.
    return structuredClone(own === undefined ? await this.#read(key) : own);
  }
}

const keyOf = (key: string, scope: string | undefined): string =>
  `${scope === 'COLLECTION' ? 'workspace' : 'workflow'}/${key}`;

/** All that is stored, after what was written. */
export function mergeStore(before: StoreValues, writes: StoreValues): StoreValues {
  return Object.fromEntries(Object.entries({ ...before, ...writes }).filter(([, value]) => value !== null));
}
