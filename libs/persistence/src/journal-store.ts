import type { JournalRow, JournalStore } from '@millrace/runtime';
import type pg from 'pg';
import { readJournal } from './sql/read-journal.ts';
import { readablePath, storablePath } from './storable.ts';

/** Journals in Postgres; the run store writes them, with the moves of their runs. */
export class PostgresJournalStore implements JournalStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
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
    return rows.map(({ path, entry }) => ({ path: readablePath(path), entry }));
  }
}
