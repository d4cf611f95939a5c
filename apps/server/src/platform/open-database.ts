import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, type Database } from '@millrace/persistence';
import { EMBEDDED_POSTGRES_ERRORS, startEmbeddedPostgres } from '@millrace/persistence/embedded';
import type { Settings } from '../config.ts';
import { ServerError } from '../errors.ts';

export interface OpenedDatabase {
  readonly database: Database;
  /** Closes connections, and stops the database when it is ours. */
  close(): Promise<void>;
}

/** Connects to the database that the settings name, or starts our own. Every failure is one sentence with a code. */
export async function openServerDatabase(
  settings: Pick<Settings, 'databaseUrl' | 'dataFolder'>,
  { onProgress, report }: { readonly onProgress: (message: string) => void; readonly report: (cause: Error) => void },
): Promise<OpenedDatabase> {
  if (settings.databaseUrl !== undefined) {
    onProgress('Connecting to the database');
    const database = await open(settings.databaseUrl, report);
    return { database, close: () => database.close() };
  }
  const embedded = await openEmbedded(join(settings.dataFolder, 'postgres'), onProgress);
  try {
    onProgress('Preparing the database');
    const database = await open(embedded.url, report);
    return {
      database,
      close: async () => {
        await database.close();
        await embedded.stop();
      },
    };
  } catch (cause) {
    await embedded.stop();
    throw cause;
  }
}

async function open(url: string, report: (cause: Error) => void): Promise<Database> {
  try {
    return await openDatabase({ url, report });
  } catch (cause) {
    const { code, message } = cause as { readonly code?: string; readonly message: string };
    if (code === 'store.unavailable') throw new ServerError('server.database_unreachable', message, { cause });
    throw cause;
  }
}

/** Starts the database in a folder, making it on first use. */
export async function openEmbedded(
  dataFolder: string,
  onProgress: (message: string) => void,
): ReturnType<typeof startEmbeddedPostgres> {
  try {
    mkdirSync(dataFolder, { recursive: true });
    return await startEmbeddedPostgres({ dataFolder, onProgress });
  } catch (cause) {
    const { code, message } = cause as { readonly code?: string; readonly message: string };
    if (code !== undefined && Object.hasOwn(EMBEDDED_POSTGRES_ERRORS, code)) throw cause;
    throw new ServerError('server.data_folder_unusable', `The data folder ${dataFolder} cannot be used: ${message}`, {
      cause,
    });
  }
}
