import type { JournalRow, JournalStore } from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import type { RunTable } from './run-table.ts';

/** Journals in memory, of the runs in the same table. */
export class MemoryJournalStore implements JournalStore {
  readonly #table: RunTable;

  constructor(table: RunTable) {
    this.#table = table;
  }

  begin({ runId, rows }: Parameters<JournalStore['begin']>[0]): Promise<void> {
    return atOnce(() => this.#table.keepJournal(runId, rows));
  }

  read({
    runId,
    afterPath,
    limit,
  }: {
    readonly runId: string;
    readonly afterPath?: string;
    readonly limit: number;
  }): Promise<readonly JournalRow[]> {
    return atOnce(() =>
      this.#table
        .readJournal(runId)
        .filter(({ path }) => afterPath === undefined || byBytes(path, afterPath) > 0)
        .sort((a, b) => byBytes(a.path, b.path))
        .slice(0, limit),
    );
  }
}

/** As a database orders under the locale "C": by the bytes of UTF-8. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
