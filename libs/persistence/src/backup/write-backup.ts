import { createHash, randomUUID, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream, type Stats } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { BackupError, isDiskFull } from './backup-errors.ts';
import { gatherLines } from './line-parts.ts';
import {
  BACKUP_FORMAT,
  BACKUP_FORMAT_VERSION,
  fileName,
  hashOf,
  MANIFEST_NAME,
  tablePartName,
  type BackupFile,
  type BackupManifest,
  type BackupTable,
} from './manifest.ts';
import { openSnapshot, type Snapshot } from './snapshot.ts';
import type { TableShape } from './table-shapes.ts';
import { writeTar, type TarMember } from './tar.ts';

/** Rows are gathered up to so much, whatever a table holds: the size of a file of an archive is told before its content. */
const PART_BYTES = 4 * 1024 * 1024;

export interface BackupRequest {
  readonly url: string;
  /** Where uploaded files lie. */
  readonly filesFolder: string;
  /** A file that is not there yet, or a folder. Also something that can only be written to, such as a pipe. */
  readonly target: string;
  readonly productVersion: string;
  readonly nowMs: number;
}
export interface WrittenBackup {
  readonly path: string;
  readonly bytes: number;
  readonly manifest: BackupManifest;
}

/**
 * Writes everything that the database and the folder of files hold, as they are in one moment, while the work goes on. The
 * archive is at its place when it is whole, and not before.
 */
export async function writeBackup(request: BackupRequest): Promise<WrittenBackup> {
  const place = await findPlace(request);
  const snapshot = await openSnapshot(request.url);
  try {
    return await write(snapshot, request, place);
  } catch (cause) {
    throw toBackupError(cause, place.path);
  } finally {
    await snapshot.close();
  }
}

interface Place {
  readonly path: string;
  /** Written first, and then moved to its place. The place itself where nothing can be moved to. */
  readonly draft: string;
}

async function findPlace({ target, nowMs }: BackupRequest): Promise<Place> {
  const found = await stat(target).catch(() => undefined);
  if (found !== undefined && !found.isDirectory()) return usePlaceOf(target, found);
  const isFolder = found !== undefined || target.endsWith(sep) || target.endsWith('/');
  const time = new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const path = isFolder ? join(target, `millrace-${time}.tar.gz`) : target;
  if (isFolder && (await stat(path).catch(() => undefined)) !== undefined) throw alreadyThere(path);
  return { path, draft: join(dirname(path), `.${basename(path)}.${randomUUID()}`) };
}

function usePlaceOf(path: string, found: Stats): Place {
  if (found.isFile()) throw alreadyThere(path);
  return { path, draft: path };
}

function alreadyThere(path: string): BackupError {
  return new BackupError(
    'backup.target_exists',
    `There is a file ${path} already. Name another one: a backup never replaces another.`,
  );
}

async function write(snapshot: Snapshot, request: BackupRequest, { path, draft }: Place): Promise<WrittenBackup> {
  const archive = new ArchiveContents(snapshot, request);
  const isMoved = path !== draft;
  try {
    if (isMoved) await mkdir(dirname(path), { recursive: true });
    // Only whoever made it may read it: it holds what people have sent.
    const sink = createWriteStream(draft, { mode: 0o600, flush: isMoved });
    const bytes = Readable.from(writeTar(archive.members(), { modifiedAtMs: request.nowMs }), { objectMode: false });
    await pipeline(bytes, createGzip(), sink);
    if (isMoved) await rename(draft, path);
    return { path, bytes: sink.bytesWritten, manifest: archive.manifest };
  } catch (cause) {
    if (isMoved) await rm(draft, { force: true });
    throw cause;
  }
}

/** What goes into the archive, noting on the way what has gone in. */
class ArchiveContents {
  readonly #snapshot: Snapshot;
  readonly #request: BackupRequest;
  readonly #tables: BackupTable[] = [];
  readonly #files: BackupFile[] = [];

  constructor(snapshot: Snapshot, request: BackupRequest) {
    this.#snapshot = snapshot;
    this.#request = request;
  }

  async *members(): AsyncGenerator<TarMember> {
    for (const table of this.#snapshot.tables) yield* this.#table(table);
    yield* this.#allFiles();
    const text = Buffer.from(`${JSON.stringify(this.manifest, undefined, 2)}\n`);
    yield { name: MANIFEST_NAME, bytes: text.length, data: [text] };
  }

  async *#table(table: TableShape): AsyncGenerator<TarMember> {
    const { name, columns, days } = table;
    const hash = createHash('sha256');
    let [part, rows, bytes] = [0, 0, 0];
    for await (const gathered of gatherLines(this.#snapshot.read(table), PART_BYTES)) {
      part += 1;
      rows += gathered.lines;
      bytes += gathered.bytes.length;
      hash.update(gathered.bytes);
      yield { name: tablePartName(name, part), bytes: gathered.bytes.length, data: [gathered.bytes] };
    }
    const sha256 = hash.digest('hex');
    this.#tables.push({ name, columns, rows, bytes, sha256, ...(days === undefined ? {} : { days }) });
  }

  /** Those that came after the moment of the tables do no harm, and none ever goes. */
  async *#allFiles(): AsyncGenerator<TarMember> {
    const { filesFolder } = this.#request;
    for (const folder of await namesIn(filesFolder)) {
      for (const hash of await namesIn(join(filesFolder, folder))) {
        const name = fileName(hash);
        if (hashOf(name) === undefined || folder !== hash.slice(0, 2)) continue;
        const path = join(filesFolder, folder, hash);
        const { size: bytes } = await stat(path);
        yield { name, bytes, data: readChecked(path, hash) };
        this.#files.push({ name, bytes });
      }
    }
  }

  get manifest(): BackupManifest {
    const { migrations, encryptionKeys } = this.#snapshot;
    return {
      format: BACKUP_FORMAT,
      formatVersion: BACKUP_FORMAT_VERSION,
      productVersion: this.#request.productVersion,
      createdAt: new Date(this.#request.nowMs).toISOString(),
      schemaVersion: migrations.at(-1)?.number ?? 0,
      migrations,
      encryptionKeys,
      tables: this.#tables,
      files: this.#files,
    };
  }
}

/** Nothing where there is no folder: nobody has uploaded anything, or it is none of ours. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw cause;
  }
}

async function* readChecked(path: string, wanted: string): AsyncGenerator<Buffer> {
  const hash: Hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') === wanted) return;
  throw new BackupError(
    'backup.file_damaged',
    `The uploaded file ${path} is not what it was when it was kept. Check the disk; move the file away to back up without it.`,
  );
}

function toBackupError(cause: unknown, path: string): unknown {
  if (cause instanceof BackupError) return cause;
  if (isDiskFull(cause)) {
    const message = `The disk of ${path} is full, and the backup was not kept. Free some space, or choose another place.`;
    return new BackupError('backup.disk_full', message, { cause });
  }
  const { syscall, message } = cause as NodeJS.ErrnoException;
  if (syscall === undefined) return cause;
  return new BackupError('backup.cannot_write', `The backup ${path} cannot be written: ${message}.`, { cause });
}
