// What this browser keeps of drafts: a log for each tab, so that no tab writes over what another one keeps.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { type KeptDraft, type LogRecord, replay } from '../model/draft-log.ts';
import { holdLog, ifFree, isHeld, type LogHold } from './log-holds.ts';

interface Log {
  readonly draft: string;
  readonly touchedAtMs: number;
}
interface Schema extends DBSchema {
  readonly logs: { readonly key: string; readonly value: Log; readonly indexes: { readonly draft: string } };
  /** Log and number -> record. */
  readonly records: { readonly key: [string, number]; readonly value: LogRecord };
}
type Database = IDBPDatabase<Schema>;

/** A log that is written by this tab. */
export interface DraftLog {
  /** Adds records; a `start` among them ends what was before. */
  readonly append: (records: readonly LogRecord[]) => Promise<void>;
  /** Keeps it from other tabs; gives back how to leave it to them. */
  readonly use: LogHold['use'];
}

/** What was kept of a draft, and where its next edits go. */
interface OpenedLog {
  readonly log: DraftLog;
  readonly kept: KeptDraft | undefined;
  readonly records: number;
  /** Of tabs that are no more: what the server never heard of. */
  readonly lost: readonly KeptDraft[];
}

const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

let database: Promise<Database> | undefined;

function open(): Promise<Database> {
  database ??= openDB<Schema>('millrace-draft-logs', 1, {
    upgrade: (db) => {
      db.createObjectStore('logs').createIndex('draft', 'draft');
      db.createObjectStore('records');
    },
  });
  return database;
}

const rangeOf = (id: string): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Infinity]);

/** Opens the log of a draft: this tab's own, else the newest one that no other tab writes. */
export async function openDraftLog(draft: string): Promise<OpenedLog> {
  try {
    return await openIn(await open(), draft);
  } catch {
    // A private window may refuse its storage: the draft is still on the server.
    return { log: NO_LOG, kept: undefined, records: 0, lost: [] };
  }
}

const NO_LOG: DraftLog = { append: () => Promise.resolve(), use: () => () => undefined };

async function openIn(db: Database, draft: string): Promise<OpenedLog> {
  await dropOldLogs(db);
  const free = await freeLogs(db, draft);
  const own = sessionStorage.getItem(tabKey(draft));
  const id = free.find((log) => log === own) ?? free[0] ?? newId();
  const { use } = holdLog(id);
  sessionStorage.setItem(tabKey(draft), id);
  const records = await db.getAll('records', rangeOf(id));
  const others = free.filter((log) => log !== id);
  const left = await Promise.all(others.map(async (log) => replay(await db.getAll('records', rangeOf(log)))));
  const lost = left.filter((kept) => kept !== undefined && kept.history.present !== kept.saved);
  const log = { append: appendTo(db, { id, draft, others }), use };
  return { log, kept: replay(records), records: records.length, lost: lost as KeptDraft[] };
}

/** Only a page that came over a safe line has `crypto.randomUUID`. */
const newId = (): string => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');

const tabKey = (draft: string): string => `millrace-draft-log:${draft}`;

/** The logs of a draft that no tab writes, newest first. */
async function freeLogs(db: Database, draft: string): Promise<readonly string[]> {
  const store = db.transaction('logs').store;
  const logs: { readonly id: string; readonly touchedAtMs: number }[] = [];
  for (let cursor = await store.index('draft').openCursor(draft); cursor !== null; cursor = await cursor.continue())
    logs.push({ id: cursor.primaryKey, touchedAtMs: cursor.value.touchedAtMs });
  const own = sessionStorage.getItem(tabKey(draft));
  const held = await Promise.all(logs.map(({ id, touchedAtMs }) => isHeld(id, { isOwn: id === own, touchedAtMs })));
  const free = logs.filter((_, index) => held[index] === false);
  return free.sort((left, right) => right.touchedAtMs - left.touchedAtMs).map(({ id }) => id);
}

async function dropOldLogs(db: Database): Promise<void> {
  const oldest = Date.now() - KEPT_DAYS * DAY_MS;
  const ids = await db.getAllKeys('logs');
  const logs = await db.getAll('logs');
  for (const [index, { touchedAtMs }] of logs.entries()) {
    const id = ids[index];
    if (id !== undefined && touchedAtMs < oldest) await dropLog(db, id);
  }
}

async function dropLog(db: Database, id: string): Promise<void> {
  const change = db.transaction(['logs', 'records'], 'readwrite');
  await Promise.all([
    change.objectStore('logs').delete(id),
    change.objectStore('records').delete(rangeOf(id)),
    change.done,
  ]);
}

/** Drops a log, unless another tab has begun to write it since it was found. */
async function dropFree(db: Database, id: string): Promise<void> {
  const log = await db.get('logs', id);
  if (log !== undefined) await ifFree(id, log, () => dropLog(db, id));
}

interface Appending {
  readonly id: string;
  readonly draft: string;
  /** Logs whose edits are in this one from its first record on. */
  readonly others: readonly string[];
}

function appendTo(db: Database, { id, draft, others }: Appending): DraftLog['append'] {
  let isFirst = true;
  return async (records) => {
    const change = db.transaction(['logs', 'records'], 'readwrite', { durability: 'strict' });
    const store = change.objectStore('records');
    if (records[0]?.kind === 'start') await store.delete(rangeOf(id));
    const last = (await store.openKeyCursor(rangeOf(id), 'prev'))?.key[1] ?? 0;
    await Promise.all([
      change.objectStore('logs').put({ draft, touchedAtMs: Date.now() }, id),
      ...records.map((record, index) => store.put(record, [id, last + index + 1])),
      change.done,
    ]);
    if (!isFirst) return;
    isFirst = false;
    for (const other of others) await dropFree(db, other);
  };
}
