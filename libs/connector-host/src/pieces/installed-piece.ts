import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connector } from '@millrace/connector-sdk';
import { connectorOfManifest } from '@millrace/connector-sdk/platform';
import type { InstalledConnector } from '../installed-connector.ts';
import type { PieceHost } from './piece-host.ts';
import type { InstalledPiece } from './piece.ts';

/** What an installation leaves beside the packages. */
export const RECORD_FILE = 'millrace-piece.json';

/** A piece as a connector of a workspace: what is data is data, and each function is called in the piece's process. */
export function installedPiece(piece: InstalledPiece, host: PieceHost, workspaceId: string): InstalledConnector {
  const { manifest, icon, readme } = piece;
  const open = (isTrial: boolean): Connector =>
    connectorOfManifest(manifest, host.open({ ...piece, workspaceId, isTrial }));
  return { origin: 'piece', connector: open(false), trial: open(true), manifest, icon, readme };
}

/** What an earlier installation has recorded; undefined where there is none that was finished. */
export async function readInstalledPiece(folder: string): Promise<InstalledPiece | undefined> {
  try {
    const text = await readFile(join(folder, RECORD_FILE), 'utf8');
    // The folder may have moved with all the data.
    return { ...(JSON.parse(text) as InstalledPiece), folder };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}

/** All pieces that are installed below a folder. */
export async function listInstalledPieces(folder: string): Promise<readonly InstalledPiece[]> {
  const names = await readdir(folder).catch(() => []);
  // A name with a dot first is an installation that was never finished.
  const found = await Promise.all(
    names.filter((name) => !name.startsWith('.')).map((name) => readInstalledPiece(join(folder, name))),
  );
  return found.filter((piece) => piece !== undefined);
}
