import { openDB, type IDBPDatabase } from 'idb';
import type { WorkflowDocument } from '@millrace/machine';

/** What was typed and not yet saved. */
export interface DraftBackup {
  readonly document: WorkflowDocument;
  /** The revision it was made from. */
  readonly revision: number;
}

let database: Promise<IDBPDatabase> | undefined;
const STORE = 'drafts';

function open(): Promise<IDBPDatabase> {
  database ??= openDB('millrace-designer', 1, { upgrade: (db) => void db.createObjectStore(STORE) });
  return database;
}

/** Keeps edits in this browser until the server has them: no closed tab and no dead line may cost a word. */
export async function keepBackup(key: string, backup: DraftBackup): Promise<void> {
  await (await open()).put(STORE, backup, key);
}

export async function readBackup(key: string): Promise<DraftBackup | undefined> {
  return (await (await open()).get(STORE, key)) as DraftBackup | undefined;
}

export async function dropBackup(key: string): Promise<void> {
  await (await open()).delete(STORE, key);
}
