import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openDatabase } from '../database.ts';
import { readMigrations } from '../migrations.ts';
import { BackupError, isDiskFull } from './backup-errors.ts';
import { fillTables } from './fill-tables.ts';
import { hashOf, type BackupManifest } from './manifest.ts';
import { openArchive, skip, verifyArchive } from './read-archive.ts';
import { openTarget, type RestoreTarget } from './restore-target.ts';

export interface RestoreRequest {
  readonly url: string;
  /** Where uploaded files go. */
  readonly filesFolder: string;
  readonly source: string;
  /** Told what is being done, a few words each. */
  readonly onProgress?: (message: string) => void;
}

/**
 * Fills an empty database with what an archive holds. Everything is verified before anything is changed, and all rows come in
 * one transaction: a restore that fails leaves an empty database, into which another may be tried. What was restored begins
 * nothing by itself: it is paused.
 */
export async function restoreBackup(request: RestoreRequest): Promise<BackupManifest> {
  const { url, source, onProgress = () => undefined } = request;
  onProgress('Verifying the backup');
  const manifest = await verifyArchive(source);
  requireReadable(manifest);
  const target = await openTarget(url);
  try {
    await target.requireEmpty();
    await restoreInto(target, { ...request, onProgress }, manifest);
    return manifest;
  } catch (cause) {
    throw toBackupError(cause);
  } finally {
    await target.close();
  }
}

async function restoreInto(
  target: RestoreTarget,
  { url, source, filesFolder, onProgress }: Required<RestoreRequest>,
  manifest: BackupManifest,
): Promise<void> {
  onProgress('Preparing the tables');
  const asItWas = await openDatabase({ url, throughMigration: manifest.schemaVersion });
  await asItWas.close();
  onProgress('Restoring the files');
  await restoreFiles(source, filesFolder);
  onProgress('Restoring the rows');
  await target.inTransaction((client) => fillTables(client, { manifest, source }));
  const today = await openDatabase({ url });
  await today.close();
}

/** A schema that this Millrace can come from. */
function requireReadable({ migrations, schemaVersion, productVersion }: BackupManifest): void {
  const ours = new Map(readMigrations().map(({ number, hash }) => [number, hash]));
  const strange = migrations.find(({ number, hash }) => ours.get(number) !== hash);
  if (strange === undefined) return;
  throw new BackupError(
    'backup.archive_newer',
    `The backup was made by Millrace ${productVersion} with schema ${schemaVersion}, which this one does not know (migration ${strange.number}, ${strange.title}). Restore it by that Millrace, or a newer one.`,
  );
}

/** By their hashes: one that is there already is the same one. */
async function restoreFiles(source: string, folder: string): Promise<void> {
  for await (const member of openArchive(source)) {
    const { name, bytes, data } = member;
    const hash = hashOf(name);
    const path = join(folder, (hash ?? '').slice(0, 2), hash ?? '');
    const isThere = hash !== undefined && (await stat(path).catch(() => undefined))?.size === bytes;
    if (hash === undefined || isThere) {
      await skip(member);
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    const draft = `${path}.restoring`;
    try {
      await pipeline(Readable.from(data), createWriteStream(draft, { flush: true }));
      await rename(draft, path);
    } finally {
      await rm(draft, { force: true });
    }
  }
}

function toBackupError(cause: unknown): unknown {
  const { code = '', message = '' } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  if (isDiskFull(cause)) {
    return new BackupError(
      'backup.disk_full',
      'The disk is full: nothing was restored, and the database is empty as before. Free some space and try again.',
      { cause },
    );
  }
  // Those of ours name themselves.
  if (code.includes('.')) return cause;
  return new BackupError(
    'backup.restore_failed',
    `The restore failed, and the database is empty as before: ${message}. Try again.`,
    { cause },
  );
}
