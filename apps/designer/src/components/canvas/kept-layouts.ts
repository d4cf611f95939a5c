import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { LayoutResult } from './model/layout.ts';

interface Entry {
  readonly layout: LayoutResult;
  readonly keptAtMs: number;
}
interface Schema extends DBSchema {
  /** What it was computed from, as a hash -> a layout. */
  readonly layouts: { readonly key: string; readonly value: Entry; readonly indexes: { readonly keptAtMs: number } };
}

/** The oldest go first. */
const MOST_KEPT = 200;

let database: Promise<IDBPDatabase<Schema>> | undefined;

function open(): Promise<IDBPDatabase<Schema>> {
  database ??= openDB<Schema>('millrace-canvas-layouts', 1, {
    upgrade: (db) => void db.createObjectStore('layouts').createIndex('keptAtMs', 'keptAtMs'),
  });
  return database;
}

/** Opens what is kept before something is looked for in it. */
export const openKeptLayouts = (): void => void open().catch(() => undefined);

/** A layout that this browser has computed before. */
export async function readKeptLayout(hash: string): Promise<LayoutResult | undefined> {
  try {
    return (await (await open()).get('layouts', hash))?.layout;
  } catch {
    // A private window may refuse its storage: the layout is computed again.
    return undefined;
  }
}

/** Keeps a layout for the next time that the same graph is opened. */
export async function keepLayout(hash: string, layout: LayoutResult): Promise<void> {
  try {
    const db = await open();
    await db.put('layouts', { layout, keptAtMs: Date.now() }, hash);
    const count = await db.count('layouts');
    if (count > MOST_KEPT) await dropOldest(db, count - MOST_KEPT);
  } catch {
    // Nothing is lost: it is computed again.
  }
}

/** Asks for keys alone: every edit of a large graph comes here once there are enough, and the layouts are megabytes. */
async function dropOldest(db: IDBPDatabase<Schema>, count: number): Promise<void> {
  for (const key of await db.getAllKeysFromIndex('layouts', 'keptAtMs', null, count)) await db.delete('layouts', key);
}
