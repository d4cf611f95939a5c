// What an operator does to an installation as a whole, from the command line.
import { join } from 'node:path';
import { createStores, openDatabase } from '@millrace/persistence';
import { restoreBackup, writeBackup, type BackupManifest, type WrittenBackup } from '@millrace/persistence/backup';
import type { InstanceState } from '@millrace/runtime';
import { loadSettings, type Settings } from '../config.ts';
import { findMissingKeys } from '../connections/open-vault.ts';
import { readProductVersion } from '../product-version.ts';
import type { Environment } from '../settings-table.ts';
import { reachDatabase, takeDatabase } from './own-database.ts';

export type { BackupManifest, WrittenBackup } from '@millrace/persistence/backup';
export { verifyArchive } from '@millrace/persistence/backup';

export interface InstanceOptions {
  /** Default: the environment of the process. */
  readonly environment?: Environment;
  /** Told what is being done, a few words each. */
  readonly onProgress?: (message: string) => void;
}

const filesOf = ({ dataFolder }: Settings): string => join(dataFolder, 'files');

/** Backs up the installation that the settings name, whether it runs or not. */
export async function backUp(target: string, options: InstanceOptions = {}): Promise<WrittenBackup> {
  const { environment, onProgress = () => undefined } = options;
  const settings = loadSettings(environment);
  const { url, close } = await reachDatabase(settings, onProgress);
  try {
    onProgress('Writing the backup');
    return await writeBackup({
      ...{ url, target, filesFolder: filesOf(settings) },
      productVersion: readProductVersion(),
      nowMs: Date.now(),
    });
  } finally {
    await close();
  }
}

export interface RestoredInstance {
  readonly manifest: BackupManifest;
  /** Ids of the keys that sealed its secrets and are not here: a server does not start without them. */
  readonly missingKeys: readonly string[];
}

/** Restores a backup into the empty installation that the settings name. It begins nothing until {@link resumeInstance}. */
export async function restore(source: string, options: InstanceOptions = {}): Promise<RestoredInstance> {
  const { environment, onProgress = () => undefined } = options;
  const settings = loadSettings(environment);
  const { url, close } = await takeDatabase(settings, onProgress);
  try {
    const manifest = await restoreBackup({ url, source, filesFolder: filesOf(settings), onProgress });
    return { manifest, missingKeys: await compareKeys(url, settings) };
  } finally {
    await close();
  }
}

async function compareKeys(
  url: string,
  { encryptionKey, databaseUrl, dataFolder }: Settings,
): Promise<readonly string[]> {
  const database = await openDatabase({ url });
  try {
    const { connections } = createStores(database);
    const keysFolder = databaseUrl === undefined ? join(dataFolder, 'keys') : undefined;
    return await findMissingKeys({ connections, encryptionKey, keysFolder });
  } finally {
    await database.close();
  }
}

/** Ends the pause of a restored installation; servers and workers that run go on within a second. */
export async function resumeInstance(
  { by }: { readonly by: string },
  options: InstanceOptions = {},
): Promise<{ readonly before: InstanceState; readonly after: InstanceState }> {
  const { environment, onProgress = () => undefined } = options;
  const { url, close } = await reachDatabase(loadSettings(environment), onProgress);
  try {
    const database = await openDatabase({ url });
    try {
      const { instance } = createStores(database);
      const before = await instance.read();
      return { before, after: await instance.resume({ by }) };
    } finally {
      await database.close();
    }
  } finally {
    await close();
  }
}
