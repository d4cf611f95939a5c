import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findPostmaster } from './postmaster.ts';

/** Whether a data folder holds a database, and where it is reached while some Millrace runs it. */
export interface FoundEmbedded {
  readonly exists: boolean;
  readonly url?: string;
}

/** Looks at a data folder without touching it: another process may hold it. */
export async function findEmbeddedPostgres({ dataFolder }: { readonly dataFolder: string }): Promise<FoundEmbedded> {
  const folder = homeOf(resolve(dataFolder));
  const data = join(folder, 'postgres');
  const credentialsFile = join(folder, 'postgres-credentials.json');
  if (!existsSync(join(data, 'PG_VERSION')) || !existsSync(credentialsFile)) return { exists: false };
  const credentials = JSON.parse(readFileSync(credentialsFile, 'utf8')) as {
    readonly user: string;
    readonly password: string;
  };
  const postmaster = await findPostmaster({ data, ...credentials });
  if (postmaster === undefined) return { exists: true };
  const { user, password } = credentials;
  return { exists: true, url: `postgres://${user}:${password}@127.0.0.1:${postmaster.port}/postgres` };
}

/** Where a folder that the database user cannot enter says its data is. */
function homeOf(folder: string): string {
  const note = join(folder, 'postgres-is-elsewhere.txt');
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : folder;
}
