import type { JournalRow, JournalStore } from '@millrace/runtime';
import type pg from 'pg';
import { fullText, LargeValues } from './large-values.ts';
import { PayloadKeeper } from './payload-keeper.ts';
import { isDatabaseFault, storeFailure } from './postgres-errors.ts';
import { journalRows } from './run-rows.ts';
import { beginJournal } from './sql/begin-journal.ts';
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

  async begin({ runId, rows }: Parameters<JournalStore['begin']>[0]): Promise<void> {
    const large = new LargeValues();
    const kept = journalRows(runId, rows, large);
    try {
      if (large.bodies.size > 0) await this.#payloads.keep(large.bodies);
      await beginJournal(this.#pool, kept);
    } catch (cause) {
      throw isDatabaseFault(cause) ? storeFailure(cause) : cause;
    }
  }
}
