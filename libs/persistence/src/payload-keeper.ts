import type pg from 'pg';
import { referencesIn, type Bodies } from './large-values.ts';
import { keepPayload, readPayloads } from './sql/keep-payloads.ts';

const NO_BODIES: Bodies = new Map();
const MAX_REMEMBERED = 10_000;

/** Keeps large values in Postgres, and reads them back. */
export class PayloadKeeper {
  readonly #pool: pg.Pool;
  /** Hashes whose use of this day is noted. */
  readonly #noted = new Set<string>();
  #day = '';

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Makes them durable, before anything that refers to them is. May be repeated. */
  async keep(bodies: Bodies): Promise<void> {
    const today = new Date().toISOString().slice(0, 10);
    if (today !== this.#day || this.#noted.size > MAX_REMEMBERED) this.#noted.clear();
    this.#day = today;
    // In one order, as all rows that several processes write.
    for (const hash of [...bodies.keys()].filter((found) => !this.#noted.has(found)).sort()) {
      await keepPayload(this.#pool, hash, bodies.get(hash) ?? '');
      this.#noted.add(hash);
    }
  }

  /** What the texts refer to; no question when they refer to nothing. */
  async read(texts: readonly (string | null | undefined)[]): Promise<Bodies> {
    const hashes = new Set(referencesIn(texts));
    return hashes.size === 0 ? NO_BODIES : readPayloads(this.#pool, [...hashes]);
  }
}
