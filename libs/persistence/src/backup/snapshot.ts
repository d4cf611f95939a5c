import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { readMigrations } from '../migrations.ts';
import { BackupError } from './backup-errors.ts';
import { connect } from './connect.ts';
import type { BackupMigration } from './manifest.ts';
import { listTables, type TableShape } from './table-shapes.ts';

/**
 * What is not taken along. People sign in anew, where they were signed in somewhere else; whether work is paused is of one
 * installation.
 */
const LEFT_OUT: ReadonlySet<string> = new Set(['session', 'oauth_state', 'instance_state']);
/** JSON holds no control characters, so that nothing is ever quoted: a line is a row's object as it is. */
const AS_LINES = `(format csv, quote E'\\x01', delimiter E'\\x02', encoding 'UTF8')`;

/** All tables as they were in one moment, while the work on them goes on. */
export interface Snapshot {
  readonly migrations: readonly BackupMigration[];
  readonly encryptionKeys: readonly string[];
  readonly tables: readonly TableShape[];
  /** Its rows, an object a line, in pieces of any size. */
  read(table: TableShape): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** Opens one moment of a database. `backup.nothing_there` and `backup.schema_differs` when it is not this Millrace's. */
export async function openSnapshot(url: string): Promise<Snapshot> {
  const client = await connect(url);
  try {
    return await freeze(client);
  } catch (cause) {
    await client.end();
    throw cause;
  }
}

async function freeze(client: pg.Client): Promise<Snapshot> {
  const all = await listTables(client);
  if (!all.some(({ name }) => name === 'migration_file')) throw nothingThere();
  const tables = all.filter(({ name, isBookkeeping }) => !isBookkeeping && !LEFT_OUT.has(name));
  await client.query('begin transaction isolation level repeatable read read only');
  // Before the moment is fixed, which the first question does: what retention dropped after it would be missing in parts.
  await client.query(`lock table ${tables.map(({ name }) => `"${name}"`).join(', ')} in access share mode`);
  const { rows: migrations } = await client.query<BackupMigration>(
    'select number, title, hash from migration_file order by number',
  );
  requireOurs(migrations);
  const { rows: keys } = await client.query<{ id: string }>(
    `select id from encryption_key where state <> 'retired' order by id`,
  );
  return {
    migrations,
    encryptionKeys: keys.map(({ id }) => id),
    tables,
    read: (table) => readLines(client, table),
    close: () => client.end(),
  };
}

function readLines(client: pg.Client, { name, columns }: TableShape): AsyncIterable<Buffer> {
  const wanted = columns.map((column) => `"${column}"`).join(', ');
  const text = `copy (select row_to_json(line) from (select ${wanted} from "${name}") as line) to stdout with ${AS_LINES}`;
  return client.query(copyTo(text)) as AsyncIterable<Buffer>;
}

function requireOurs(applied: readonly BackupMigration[]): void {
  const ours = readMigrations();
  const isSame =
    applied.length === ours.length &&
    applied.every(({ number, hash }, index) => isEqual(ours[index], { number, hash }));
  if (isSame) return;
  throw new BackupError(
    'backup.schema_differs',
    `The database has the schema of another Millrace (migration ${applied.at(-1)?.number ?? 'none'}, and this one has ${ours.at(-1)?.number ?? 'none'}). Back it up by the Millrace that it belongs to, or start this one once, which brings it up to date.`,
  );
}

function isEqual(
  ours: BackupMigration | undefined,
  theirs: { readonly number: number; readonly hash: string },
): boolean {
  return ours?.number === theirs.number && ours.hash === theirs.hash;
}

function nothingThere(): BackupError {
  return new BackupError(
    'backup.nothing_there',
    'There is no Millrace in this database. Check DATABASE_URL, or MILLRACE_DATA_DIR for the embedded one.',
  );
}
