import { openDB, type IDBPDatabase } from 'idb';
import type { KeptDraft } from './draft-session.ts';

interface Entry extends KeptDraft {
  readonly keptAtMs: number;
}

const STORE = 'drafts';
const MOST_UNDO_STEPS = 100;
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

let database: Promise<IDBPDatabase> | undefined;

function open(): Promise<IDBPDatabase> {
  database ??= openDB('millrace-drafts', 1, { upgrade: (db) => void db.createObjectStore(STORE) });
  return database;
}

/** What this browser kept of a draft; nothing where it keeps nothing. */
export async function readKeptDraft(key: string): Promise<KeptDraft | undefined> {
  try {
    const db = await open();
    void dropOldDrafts(db).catch(() => undefined);
    return (await db.get(STORE, key)) as Entry | undefined;
  } catch {
    // A private window may refuse its storage: the draft is still on the server.
    return undefined;
  }
}

async function dropOldDrafts(db: IDBPDatabase): Promise<void> {
  const oldest = Date.now() - KEPT_DAYS * DAY_MS;
  for (
    let cursor = await db.transaction(STORE, 'readwrite').store.openCursor();
    cursor !== null;
    cursor = await cursor.continue()
  )
    if ((cursor.value as Entry).keptAtMs < oldest) await cursor.delete();
}

/** Keeps a draft. While one state of it is being written, only the newest of those that come is written next. */
export function createDraftKeeper(key: string): (kept: KeptDraft) => Promise<void> {
  let newest: KeptDraft | undefined;
  let writing: Promise<void> | undefined;
  const writeAll = async (): Promise<void> => {
    const db = await open();
    while (newest !== undefined) {
      const { history, saved, revision } = newest;
      newest = undefined;
      const kept = {
        ...history,
        past: history.past.slice(-MOST_UNDO_STEPS),
        future: history.future.slice(0, MOST_UNDO_STEPS),
      };
      await db.put(STORE, { history: kept, saved, revision, keptAtMs: Date.now() } satisfies Entry, key);
    }
  };
  return (kept) => {
    newest = kept;
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
    return writing;
  };
}
