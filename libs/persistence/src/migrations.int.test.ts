import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import pg from 'pg';
import { openDatabase } from './database.ts';
import { MIGRATIONS_FOLDER, readMigrations } from './migrations.ts';
import { dumpSchema } from './schema-dump.ts';

const HEADER = '-- Adds a table, for this test.\n-- breaking: no\n-- transaction: yes\n\n';
let home: TestDatabase;
let folder: string;

beforeEach(async () => {
  home = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'millrace-migrations-'));
  cpSync(MIGRATIONS_FOLDER, folder, { recursive: true });
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await home.drop();
});

async function open(): Promise<void> {
  const database = await openDatabase({ url: home.url, migrationsFolder: folder });
  await database.close();
}

async function query(text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: home.url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text);
  await client.end();
  return rows;
}

test('processes that start at once migrate once', async () => {
  writeFileSync(join(folder, '9001-add-flower.sql'), `${HEADER}create table flower (id integer primary key);`);
  await Promise.all([open(), open(), open()]);
  expect(await query('select title from migration_file where number = 9001')).toEqual([{ title: 'add-flower' }]);
});

test('a migration that fails leaves nothing behind, and is tried again', async () => {
  const file = join(folder, '9001-add-flower.sql');
  writeFileSync(file, `${HEADER}create table flower (id integer); select 1 / 0;`);
  await expect(open()).rejects.toThrow('division by zero');
  writeFileSync(file, `${HEADER}create table flower (id integer);`);
  await open();
  expect(await query('select * from flower')).toEqual([]);
});

test('a released file that was edited is refused; other line ends are no edit', async () => {
  const file = join(folder, '0001-first-tables.sql');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll('\n', '\r\n'));
  await open();
  writeFileSync(file, `${text}-- more\n`);
  await expect(open()).rejects.toMatchObject({ code: 'store.migration_changed' });
});

test('a database of a newer version is refused', async () => {
  await query(`insert into migration_file (number, title, hash) values (9002, 'from-tomorrow', 'x')`);
  await expect(open()).rejects.toMatchObject({
    code: 'store.schema_newer',
    message: expect.stringContaining('9002-from-tomorrow') as string,
  });
});

test('a database that cannot be reached is reported without its password', async () => {
  const url = 'postgres://somebody:secret@127.0.0.1:1/none';
  const failure: unknown = await openDatabase({ url }).catch((cause: unknown) => cause);
  expect(failure).toMatchObject({
    code: 'store.unavailable',
    message: expect.stringContaining('127.0.0.1:1') as string,
  });
  expect((failure as Error).message).not.toContain('secret');
});

test('every file has a name and a header; a file without them is refused', () => {
  expect(readMigrations().map((file) => file.number)).toEqual(readMigrations().map((_, index) => index + 1));
  writeFileSync(join(folder, '9001-add-flower.sql'), 'create table flower (id integer);');
  expect(() => readMigrations(folder)).toThrow('9001-add-flower.sql');
});

test('schema.txt and the entities are what the migrations make', async () => {
  const database = await openDatabase({ url: home.url });
  const client = await database.runPool.connect();
  const printed = await dumpSchema(client);
  client.release();
  expect(printed).toBe(readFileSync(join(MIGRATIONS_FOLDER, 'schema.txt'), 'utf8'));
  for (const { tableName, columns } of database.source.entityMetadatas) {
    const [, block = ''] = printed.split(`\n${tableName}: table`);
    const table = block.split('\n\n')[0] ?? '';
    for (const column of columns) {
      const type = { timestamptz: 'timestamp with time zone' }[String(column.type)] ?? String(column.type);
      const nullness = column.isNullable ? '' : ' not null';
      expect(`${tableName}\n${table}\n`).toMatch(
        new RegExp(`\\n  ${column.databaseName} ${type}${column.isArray ? '\\[\\]' : ''}${nullness}( default .*)?\\n`),
      );
    }
  }
  await database.close();
});
