import type pg from 'pg';
import { LIVING_LOCK } from '../process-lock.ts';
import { BackupError } from './backup-errors.ts';
import { connect } from './connect.ts';
import { FILLED_WHEN_MADE, listTables } from './table-shapes.ts';

/** A database that nobody else serves while it is restored. */
export interface RestoreTarget {
  /** `backup.target_not_empty` with what is in the way. */
  requireEmpty(): Promise<void>;
  inTransaction(work: (client: pg.ClientBase) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** `backup.target_in_use` when a server or worker lives on it. */
export async function openTarget(url: string): Promise<RestoreTarget> {
  const client = await connect(url);
  try {
    await holdAlone(client);
  } catch (cause) {
    await client.end();
    throw cause;
  }
  return {
    requireEmpty: () => requireEmpty(client),
    inTransaction: (work) => inTransaction(client, work),
    close: () => client.end(),
  };
}

/** Processes that serve the database share this lock as long as they live; one that comes meanwhile waits. */
async function holdAlone(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [LIVING_LOCK]);
  if (rows[0]?.held === true) return;
  throw new BackupError(
    'backup.target_in_use',
    'A server or worker uses this database. Stop it first: a restore needs a database that is empty and nobody uses.',
  );
}

async function requireEmpty(client: pg.Client): Promise<void> {
  for (const { name, isBookkeeping } of await listTables(client)) {
    if (isBookkeeping || FILLED_WHEN_MADE.has(name)) continue;
    const { rows } = await client.query(`select 1 from "${name}" limit 1`);
    if (rows.length === 0) continue;
    throw new BackupError(
      'backup.target_not_empty',
      `The database is not empty: table ${name} has rows. A restore never mixes two installations: name a new data folder by MILLRACE_DATA_DIR, or an empty database by DATABASE_URL. A server that was started once has rows already.`,
    );
  }
}

async function inTransaction(client: pg.Client, work: (client: pg.ClientBase) => Promise<void>): Promise<void> {
  await client.query('begin');
  try {
    await requireEmpty(client);
    await work(client);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    throw cause;
  }
}
