import type pg from 'pg';
import { ensureDay, PARTITIONED } from '../partitions.ts';
import { BackupError } from './backup-errors.ts';
import { gatherLines } from './line-parts.ts';
import { tableOf, type BackupManifest } from './manifest.ts';
import { openArchive, skip } from './read-archive.ts';
import { FILLED_WHEN_MADE, listTables } from './table-shapes.ts';

/** Of rows that travel in one statement: more only where one row alone is longer. */
const BATCH_BYTES = 1024 * 1024;
const NEWLINE = 10;
const COMMA = 44;

const FOREIGN_KEYS = `
select conname as name, conrelid::regclass::text as "table", pg_get_constraintdef(oid) as definition
from pg_constraint
where contype = 'f' and conparentid = 0 and connamespace = 'public'::regnamespace
order by conrelid::regclass::text, conname`;

interface ForeignKey {
  readonly name: string;
  readonly table: string;
  readonly definition: string;
}

const IDENTITIES = `
select quote_ident(table_name) as "table", quote_ident(column_name) as "column" from information_schema.columns
where table_schema = 'public' and is_identity = 'YES'`;

const PAUSE = `
update instance_state set dispatch_paused = true, paused_at = now(), reason = 'restored', resumed_at = null, resumed_by = null`;

/** Fills the empty tables, within the transaction of the caller, and pauses what they will drive. */
export async function fillTables(
  client: pg.ClientBase,
  { manifest, source }: { readonly manifest: BackupManifest; readonly source: string },
): Promise<void> {
  const columnsOf = await matchTables(client, manifest);
  await makeDays(client, manifest);
  // Tables refer to each other in a circle: each reference is checked once, when all rows are there.
  const { rows: foreignKeys } = await client.query<ForeignKey>(FOREIGN_KEYS);
  for (const { table, name } of foreignKeys) await client.query(`alter table ${table} drop constraint "${name}"`);
  for (const { name } of manifest.tables) if (FILLED_WHEN_MADE.has(name)) await client.query(`delete from "${name}"`);
  for await (const member of openArchive(source)) {
    const table = tableOf(member.name);
    if (table === undefined) await skip(member);
    else await insertLines(client, { table, columns: columnsOf.get(table) ?? [] }, member.data);
  }
  for (const { table, name, definition } of foreignKeys)
    await client.query(`alter table ${table} add constraint "${name}" ${definition}`);
  await goOnCounting(client);
  await client.query(PAUSE);
  await client.query('analyze');
}

/** The tables of the archive with their columns, which must be those of the database: no row may lose a value. */
async function matchTables(
  client: pg.ClientBase,
  { tables }: BackupManifest,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const shapes = new Map((await listTables(client)).map((shape) => [shape.name, shape]));
  for (const { name, columns } of tables) {
    const shape = shapes.get(name);
    const isSame = shape?.isBookkeeping === false && [...shape.columns].sort().join() === [...columns].sort().join();
    if (isSame) continue;
    throw new BackupError(
      'backup.archive_damaged',
      `The backup is damaged: its table ${name} has other columns than its schema. Nothing was changed.`,
    );
  }
  return new Map(tables.map(({ name, columns }) => [name, columns]));
}

/** What the database numbers goes on behind the rows that came with numbers of their own. */
async function goOnCounting(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(IDENTITIES);
  for (const { table, column } of rows) {
    const next = `(select coalesce(max(${column}), 0) + 1 from ${table})`;
    await client.query(`select setval(pg_get_serial_sequence('${table}', '${column}'), ${next}, false)`);
  }
}

async function makeDays(client: pg.ClientBase, { tables }: BackupManifest): Promise<void> {
  for (const { name, days = [] } of tables) {
    const table = PARTITIONED.find((candidate) => candidate === name);
    if (table === undefined) continue;
    for (const day of days) {
      const dayMs = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`);
      await ensureDay(client, table, dayMs);
    }
  }
}

async function insertLines(
  client: pg.ClientBase,
  { table, columns }: { readonly table: string; readonly columns: readonly string[] },
  data: AsyncIterable<Buffer>,
): Promise<void> {
  const names = columns.map((column) => `"${column}"`).join(', ');
  const text = `insert into "${table}" (${names}) select ${names} from json_populate_recordset(null::"${table}", $1::json)`;
  for await (const { bytes } of gatherLines(data, BATCH_BYTES)) {
    // Line ends become commas: what is between them is JSON already.
    const list = Buffer.from(bytes);
    for (let at = list.indexOf(NEWLINE); at !== -1; at = list.indexOf(NEWLINE, at + 1)) list[at] = COMMA;
    await client.query(text, [`[${list.toString('utf8', 0, list.length - 1)}]`]);
  }
}
