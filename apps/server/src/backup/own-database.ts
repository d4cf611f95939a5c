import { join } from 'node:path';
import { findEmbeddedPostgres } from '@millrace/persistence/embedded';
import { BackupError } from '@millrace/persistence/backup';
import type { Settings } from '../config.ts';
import { openEmbedded } from '../platform/open-database.ts';

/** Where the database of an installation is reached, and how to let go of it again. */
export interface ReachedDatabase {
  readonly url: string;
  readonly close: () => Promise<void>;
}

type Place = Pick<Settings, 'databaseUrl' | 'dataFolder'>;

const leave = (): Promise<void> => Promise.resolve();

/** The database as it is: one that a server runs now is used beside it, and one that nobody runs is started meanwhile. */
export async function reachDatabase(
  { databaseUrl, dataFolder }: Place,
  onProgress: (message: string) => void,
): Promise<ReachedDatabase> {
  if (databaseUrl !== undefined) return { url: databaseUrl, close: leave };
  const folder = join(dataFolder, 'postgres');
  const { exists, url } = await findEmbeddedPostgres({ dataFolder: folder });
  if (url !== undefined) return { url, close: leave };
  if (!exists) {
    throw new BackupError(
      'backup.nothing_there',
      `There is no database in ${folder}. Name the data folder by MILLRACE_DATA_DIR, or the database by DATABASE_URL.`,
    );
  }
  return openOwn(folder, onProgress);
}

/** A database for this process alone, made where there is none. */
export async function takeDatabase(
  { databaseUrl, dataFolder }: Place,
  onProgress: (message: string) => void,
): Promise<ReachedDatabase> {
  if (databaseUrl !== undefined) return { url: databaseUrl, close: leave };
  return openOwn(join(dataFolder, 'postgres'), onProgress);
}

async function openOwn(folder: string, onProgress: (message: string) => void): Promise<ReachedDatabase> {
  const embedded = await openEmbedded(folder, onProgress);
  return { url: embedded.url, close: () => embedded.stop() };
}
