import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RuntimeError } from '@millrace/runtime';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';

/** One file of `migrations/`. */
export interface MigrationFile {
  readonly number: number;
  readonly title: string;
  readonly sql: string;
  readonly isBreaking: boolean;
  readonly inTransaction: boolean;
  readonly hash: string;
}

/** `migrations/` at the root of the repository, from `src` and from `dist` alike. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../../migrations', import.meta.url));
const FILE_NAME = /^(\d{4})-([a-z0-9-]+)\.sql$/;
const MIGRATION_LOCK = 7_207_002;

/** Reads and checks the files, in order. Throws for a file without the header that the house demands. */
export function readMigrations(folder: string = MIGRATIONS_FOLDER): readonly MigrationFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => readMigration(folder, name));
}

function readMigration(folder: string, name: string): MigrationFile {
  const match = FILE_NAME.exec(name);
  // A checkout may have turned the line ends; the file is the same.
  const sql = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
  const header = /^-- \S.*\n-- breaking: (yes|no)\b.*\n-- transaction: (yes|no)\b/.exec(sql);
  if (match === null || header === null) {
    throw new Error(
      `migrations/${name} must be named NNNN-title.sql and begin with a sentence, "-- breaking:" and "-- transaction:".`,
    );
  }
  return {
    number: Number(match[1]),
    title: match[2] ?? '',
    sql,
    isBreaking: header[1] === 'yes',
    inTransaction: header[2] === 'yes',
    hash: createHash('sha256').update(sql).digest('hex'),
  };
}

type MigrationClass = new () => MigrationInterface;

/** A TypeORM migration of each file. TypeORM wants 13 digits at the end of a name, and orders by them. */
export function migrationClasses(files: readonly MigrationFile[]): MigrationClass[] {
  return files.map((file) => {
    const title = file.title.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    return class implements MigrationInterface {
      readonly name = `${title}${String(file.number).padStart(13, '0')}`;
      readonly transaction = file.inTransaction;

      async up(runner: QueryRunner): Promise<void> {
        await withoutTimeouts(runner, file.inTransaction, () => runner.query(file.sql));
        await runner.query('insert into migration_file (number, title, hash) values ($1, $2, $3)', [
          file.number,
          file.title,
          file.hash,
        ]);
      }

      down(): Promise<void> {
        return Promise.reject(new Error('Migrations go forward only: restore a backup, or write the next migration.'));
      }
    };
  });
}

/** It may take longer than what people wait for, and wait a while for what they do. */
async function withoutTimeouts(
  runner: QueryRunner,
  inTransaction: boolean,
  work: () => Promise<unknown>,
): Promise<void> {
  const scope = inTransaction ? 'local' : 'session';
  await runner.query(`set ${scope} statement_timeout = 0; set ${scope} lock_timeout = '10s'`);
  try {
    await work();
  } finally {
    if (!inTransaction) await runner.query('reset statement_timeout; reset lock_timeout');
  }
}

const FILE_TABLE = `create table if not exists migration_file (
  number integer primary key, title text not null, hash text not null, applied_at timestamptz not null default now())`;

/**
 * Brings the database up to date; safe to be called by many processes at once. Returns how many migrations were applied.
 * `store.migration_changed` when a released file was edited, `store.schema_newer` when a newer Millrace was here.
 */
export async function migrate(source: DataSource, files: readonly MigrationFile[]): Promise<number> {
  const runner = source.createQueryRunner();
  // Others may migrate for a while.
  await runner.query('set statement_timeout = 0; set lock_timeout = 0');
  await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    await runner.query(FILE_TABLE);
    const applied = (await runner.query(
      'select number, title, hash from migration_file order by number',
    )) as AppliedFile[];
    for (const file of applied) checkApplied(file, files);
    const done = await source.runMigrations({ transaction: 'each' });
    return done.length;
  } finally {
    await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await runner.query('reset statement_timeout; reset lock_timeout');
    await runner.release();
  }
}

type AppliedFile = Pick<MigrationFile, 'number' | 'title' | 'hash'>;

function checkApplied(applied: AppliedFile, files: readonly MigrationFile[]): void {
  const file = files.find((candidate) => candidate.number === applied.number);
  const label = `${String(applied.number).padStart(4, '0')}-${applied.title}`;
  if (file === undefined) {
    throw new RuntimeError(
      'store.schema_newer',
      `The database was used by a newer Millrace (migration ${label}). Start that version, or restore a backup.`,
    );
  }
  if (file.hash !== applied.hash) {
    throw new RuntimeError(
      'store.migration_changed',
      `The file of migration ${label} is not the one that was applied. Restore it: released migrations never change.`,
    );
  }
}
