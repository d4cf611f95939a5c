import type { JournalEntry } from '@millrace/machine';
import type { JournalStore } from './ports.ts';
import { RunDropped } from './run-journal.ts';

type ReadableJournal = Pick<JournalStore, 'read'>;

const PAGE_ROWS = 1000;

/**
 * What an earlier process left inside composite states, told once. Read when a state of the top level first asks for it: what
 * those before it have left may be much, and nobody needs it any more.
 */
export class RecoveredJournal {
  readonly #store: ReadableJournal;
  readonly #runId: string;
  /** Paths that begin so have been asked for. */
  #prefix: string | undefined;
  #reading = Promise.resolve(new Map<string, string>());
  #rows: Map<string, string> | undefined;

  constructor(store: ReadableJournal, runId: string) {
    this.#store = store;
    this.#runId = runId;
  }

  recall(path: string): Promise<JournalEntry | undefined> | JournalEntry | undefined {
    if (this.#prefix === undefined || !path.startsWith(this.#prefix)) this.#begin(path);
    if (this.#rows !== undefined) return take(this.#rows, path);
    return this.#reading.then((rows) => take(rows, path));
  }

  /** A composite state asks before its threads do. Without the last character, so that its own row is among those after it. */
  #begin(path: string): void {
    this.#prefix = Array.from(path).slice(0, -1).join('');
    this.#rows = undefined;
    this.#reading = this.#read(this.#prefix);
  }

  async #read(prefix: string): Promise<Map<string, string>> {
    const rows = new Map<string, string>();
    for await (const { path, entry } of readJournal(this.#store, this.#runId, prefix)) rows.set(path, entry);
    if (this.#prefix === prefix) this.#rows = rows;
    return rows;
  }
}

function take(rows: Map<string, string>, path: string): JournalEntry | undefined {
  const entry = rows.get(path);
  // A Map of a hundred thousand items must not be held twice.
  rows.delete(path);
  return entry === undefined ? undefined : (JSON.parse(entry) as JournalEntry);
}

/** A store that fails says nothing of the run: it goes on elsewhere, or later. */
export async function readJournalPage(
  store: ReadableJournal,
  page: Parameters<JournalStore['read']>[0],
): ReturnType<JournalStore['read']> {
  try {
    return await store.read(page);
  } catch (cause) {
    throw new RunDropped('store_failed', cause);
  }
}

/** All rows of a run in the order of their paths; `prefix` leaves out those whose paths begin otherwise. */
export async function* readJournal(
  store: ReadableJournal,
  runId: string,
  prefix = '',
): AsyncGenerator<{ readonly path: string; readonly entry: string }> {
  for (let afterPath = prefix; ;) {
    const rows = await readJournalPage(store, { runId, afterPath, limit: PAGE_ROWS });
    for (const row of rows) {
      if (!row.path.startsWith(prefix)) return;
      yield row;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    afterPath = last.path;
  }
}
