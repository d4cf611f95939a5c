// The archive is a .tar.gz that anybody can read: `tables/<table>/<part>.ndjson` (one JSON object a row, by column), then
// `files/<2 digits>/<sha256>` (uploaded files as they are), and at its end `manifest.json`, which says what must be there.
import { BackupError } from './backup-errors.ts';

export const BACKUP_FORMAT = 'millrace-backup';
export const BACKUP_FORMAT_VERSION = 1;
export const MANIFEST_NAME = 'manifest.json';

/** What an archive holds. */
export interface BackupManifest {
  readonly format: typeof BACKUP_FORMAT;
  readonly formatVersion: number;
  /** Of the Millrace that made it. */
  readonly productVersion: string;
  readonly createdAt: string;
  /** Number of the newest migration that the database had. */
  readonly schemaVersion: number;
  readonly migrations: readonly BackupMigration[];
  /** Ids of the keys by which its secrets are sealed. The keys themselves are never in an archive. */
  readonly encryptionKeys: readonly string[];
  readonly tables: readonly BackupTable[];
  readonly files: readonly BackupFile[];
}
export interface BackupMigration {
  readonly number: number;
  readonly title: string;
  readonly hash: string;
}
export interface BackupTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  /** Of the bytes of all its parts, one after the other. */
  readonly sha256: string;
  /** Of a table that is kept by day: the days that have a partition, as `20261124`. */
  readonly days?: readonly string[];
}
export interface BackupFile {
  readonly name: string;
  readonly bytes: number;
}

const TABLE_PART = /^tables\/([a-z_][a-z0-9_]*)\/\d{6}\.ndjson$/;
const FILE = /^files\/([0-9a-f]{2})\/([0-9a-f]{64})$/;

export const tablePartName = (table: string, part: number): string =>
  `tables/${table}/${String(part).padStart(6, '0')}.ndjson`;
export const fileName = (hash: string): string => `files/${hash.slice(0, 2)}/${hash}`;
/** The table that a member is a part of. */
export const tableOf = (member: string): string | undefined => TABLE_PART.exec(member)?.[1];
/** The hash by which a member names a file. */
export function hashOf(member: string): string | undefined {
  const [, start, hash] = FILE.exec(member) ?? [];
  return start !== undefined && hash?.startsWith(start) === true ? hash : undefined;
}

/** Reads a manifest. `backup.format_unknown` for one that this Millrace does not know how to read. */
export function parseManifest(text: string): BackupManifest {
  const manifest = parse(text);
  if (manifest?.format !== BACKUP_FORMAT) {
    throw new BackupError('backup.not_an_archive', 'This is no backup of Millrace: its manifest is of something else.');
  }
  if (manifest.formatVersion !== BACKUP_FORMAT_VERSION) {
    const { productVersion = 'unknown', formatVersion = 'unknown' } = manifest;
    throw new BackupError(
      'backup.format_unknown',
      `The backup has format ${formatVersion} (Millrace ${productVersion}), and this Millrace reads format ${BACKUP_FORMAT_VERSION}. Restore it by the Millrace that made it, or a newer one.`,
    );
  }
  if (!isWhole(manifest)) throw new BackupError('backup.archive_damaged', 'The manifest of the backup is not whole.');
  return manifest;
}

function parse(text: string): Partial<BackupManifest> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isWhole(manifest: Partial<BackupManifest>): manifest is BackupManifest {
  const { productVersion, createdAt, schemaVersion, migrations, encryptionKeys, tables, files } = manifest;
  const lists = [migrations, encryptionKeys, tables, files];
  return (
    [productVersion, createdAt].every((value) => typeof value === 'string') &&
    Number.isInteger(schemaVersion) &&
    lists.every(Array.isArray) &&
    (tables ?? []).every(({ name, columns, rows, sha256 }) => {
      const isNamed = tableOf(tablePartName(name, 1)) === name && Array.isArray(columns);
      return isNamed && Number.isInteger(rows) && typeof sha256 === 'string';
    })
  );
}
