import type pg from 'pg';
import type { KeptPayloads } from './run-rows.ts';

/** What versions keep of their runs' payloads. Versions never change, so each is read once. */
export class VersionPayloads {
  readonly #pool: pg.Pool;
  readonly #known = new Map<string, KeptPayloads>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** At once; the statement finds out what nobody here knows yet. */
  keptOf(versionId: string): KeptPayloads {
    return this.#known.get(versionId) ?? 'unknown';
  }

  /** Finds out in the background, for the next run of the version. */
  learn(versionId: string): void {
    if (this.#known.has(versionId)) return;
    this.#known.set(versionId, 'unknown');
    this.#read(versionId).then(
      (kept) => this.#known.set(versionId, kept),
      () => this.#known.delete(versionId),
    );
  }

  async #read(versionId: string): Promise<KeptPayloads> {
    const { rows } = await this.#pool.query<{ kept_payloads: 'errors' | 'none' | null }>({
      name: 'version-payloads',
      text: 'select kept_payloads from workflow_version where id = $1::uuid',
      values: [versionId],
    });
    return rows[0]?.kept_payloads ?? 'full';
  }
}
