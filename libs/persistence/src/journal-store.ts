import type { JournalRow, JournalStore } from '@millrace/runtime';
import type pg from 'pg';
import { fullText } from './large-values.ts';
import { PayloadKeeper } from './payload-keeper.ts';
import { readJournal } from './sql/read-journal.ts';
import { readablePath, storablePath } from './storable.ts';

/** Journals in Postgres; the run store writes them, with the moves of their runs. */
export class PostgresJournalStore implements JournalStore {
  readonly #pool: pg.Pool;

  readonly #payloads: PayloadKeeper;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#payloads = new PayloadKeeper(pool);
  }

  async read({
    runId,
    afterPath = '',
    limit,
  }: {
    readonly runId: string;
    readonly afterPath?: string;
    readonly limit: number;
  }): Promise<readonly JournalRow[]> {
    const rows = await readJournal(this.#pool, { runId, afterPath: storablePath(afterPath), limit });
    const bodies = await this.#payloads.read(rows.map(({ entry }) => entry));
    return rows.map(({ path, entry }) => ({ path: readablePath(path), entry: fullText(entry, bodies) }));
  }
}
