import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { BackupError } from './backup-errors.ts';
import { hashOf, MANIFEST_NAME, parseManifest, tableOf, type BackupManifest } from './manifest.ts';
import { readTar, type ReadMember } from './tar.ts';

const NEWLINE = 10;

/** The files of an archive, one after the other, with every way in which it may be broken named. */
export async function* openArchive(path: string): AsyncGenerator<ReadMember> {
  const file = createReadStream(path);
  const bytes = createGunzip();
  file.on('error', (cause) => bytes.destroy(cause));
  file.pipe(bytes);
  try {
    yield* readTar(nameFailures(bytes, path));
  } finally {
    file.destroy();
    bytes.destroy();
  }
}

async function* nameFailures(bytes: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  try {
    yield* bytes;
  } catch (cause) {
    throw toBackupError(cause, path);
  }
}

function toBackupError(cause: unknown, path: string): unknown {
  const { code = '', message, syscall } = cause as NodeJS.ErrnoException;
  const fail = (named: ConstructorParameters<typeof BackupError>[0], sentence: string): BackupError =>
    new BackupError(named, sentence, { cause });
  if (code === 'ENOENT') return fail('backup.archive_not_found', `There is no file ${path}.`);
  if (code === 'Z_BUF_ERROR')
    return fail('backup.archive_cut', `The backup ${path} is cut off: it ends in the middle. Copy it again.`);
  if (message === 'incorrect header check')
    return fail('backup.not_an_archive', `${path} is no backup of Millrace: it is no .tar.gz file.`);
  if (code.startsWith('Z_'))
    return fail('backup.archive_damaged', `The backup ${path} is damaged: ${message}. Copy it again, or take another.`);
  if (syscall !== undefined) return fail('backup.archive_not_found', `The backup ${path} cannot be read: ${message}.`);
  return cause;
}

/** What a table or a file turned out to be. */
interface Seen {
  readonly hash: Hash;
  rows: number;
  bytes: number;
}

/**
 * Reads an archive to its end and compares all of it with what its manifest says. Nothing is changed by that; an archive that
 * passes can be restored.
 */
export async function verifyArchive(path: string): Promise<BackupManifest> {
  const tables = new Map<string, Seen>();
  const files = new Map<string, Seen>();
  let manifest: BackupManifest | undefined;
  for await (const { name, data } of openArchive(path)) {
    const table = tableOf(name);
    if (name === MANIFEST_NAME) manifest = parseManifest((await buffer(data)).toString('utf8'));
    else if (table !== undefined) await note(seenOf(tables, table), data);
    else if (hashOf(name) !== undefined && !files.has(name)) await note(seenOf(files, name), data);
    else throw damaged(`it holds "${name}", which no backup holds`);
  }
  if (manifest === undefined)
    throw new BackupError('backup.not_an_archive', `${path} is no backup: it has no manifest.`);
  compareTables(manifest, tables);
  compareFiles(manifest, files);
  return manifest;
}

function seenOf(all: Map<string, Seen>, name: string): Seen {
  const seen = all.get(name) ?? { hash: createHash('sha256'), rows: 0, bytes: 0 };
  all.set(name, seen);
  return seen;
}

/** Reads to the end what nobody wants: the next one comes after it. */
export async function skip({ data }: ReadMember): Promise<void> {
  const pieces = data[Symbol.asyncIterator]();
  while ((await pieces.next()).done !== true);
}

async function note(seen: Seen, data: ReadMember['data']): Promise<void> {
  for await (const piece of data) {
    seen.hash.update(piece);
    seen.bytes += piece.length;
    for (let at = piece.indexOf(NEWLINE); at !== -1; at = piece.indexOf(NEWLINE, at + 1)) seen.rows += 1;
  }
}

function compareTables(manifest: BackupManifest, seen: ReadonlyMap<string, Seen>): void {
  for (const { name, rows, sha256 } of manifest.tables) {
    const found = seen.get(name) ?? { hash: createHash('sha256'), rows: 0 };
    if (found.rows !== rows)
      throw damaged(`table ${name} has ${found.rows} rows, and had ${rows} when it was backed up`);
    if (found.hash.digest('hex') !== sha256)
      throw damaged(`the rows of table ${name} are not those that were backed up`);
  }
  const told = new Set(manifest.tables.map(({ name }) => name));
  const more = [...seen.keys()].find((name) => !told.has(name));
  if (more !== undefined) throw damaged(`its manifest does not know the table ${more}`);
}

function compareFiles(manifest: BackupManifest, seen: ReadonlyMap<string, Seen>): void {
  for (const { name, bytes } of manifest.files) {
    const found = seen.get(name);
    if (found?.bytes !== bytes) throw damaged(`the file ${name} is not whole`);
    if (found.hash.digest('hex') !== hashOf(name)) throw damaged(`the file ${name} is not the one that was backed up`);
  }
  if (seen.size !== manifest.files.length) throw damaged('it holds files that its manifest does not know');
}

function damaged(what: string): BackupError {
  return new BackupError(
    'backup.archive_damaged',
    `The backup is damaged: ${what}. Nothing was changed. Copy it again, or take another one.`,
  );
}
