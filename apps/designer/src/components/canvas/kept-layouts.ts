import { type IDBPDatabase, openDB } from 'idb';
import type { LayoutResult } from './model/layout.ts';

const STORE = 'layouts';
/** The oldest go first. */
const MOST_KEPT = 200;

let database: Promise<IDBPDatabase> | undefined;

function open(): Promise<IDBPDatabase> {
  database ??= openDB('millrace-layouts', 1, { upgrade: (db) => void db.createObjectStore(STORE) });
  return database;
}

/** A layout that this browser has computed before. */
export async function readKeptLayout(hash: string): Promise<LayoutResult | undefined> {
  try {
    const entry = (await (await open()).get(STORE, hash)) as { readonly layout: LayoutResult } | undefined;
    return entry?.layout;
  } catch {
    // A private window may refuse its storage: the layout is computed again.
    return undefined;
  }
}

/** Keeps a layout for the next time that the same graph is opened. */
export async function keepLayout(hash: string, layout: LayoutResult): Promise<void> {
  try {
    const db = await open();
    await db.put(STORE, { layout, keptAtMs: Date.now() }, hash);
    const count = await db.count(STORE);
    if (count > MOST_KEPT) await dropOldest(db, count - MOST_KEPT);
  } catch {
    // Nothing is lost: it is computed again.
  }
}

async function dropOldest(db: IDBPDatabase, count: number): Promise<void> {
  const keys = await db.getAllKeys(STORE);
  const entries = (await db.getAll(STORE)) as readonly { readonly keptAtMs: number }[];
  const byAge = keys.map((key, index) => ({ key, keptAtMs: entries[index]?.keptAtMs ?? 0 }));
  byAge.sort((one, other) => one.keptAtMs - other.keptAtMs);
  for (const { key } of byAge.slice(0, count)) await db.delete(STORE, key);
}
