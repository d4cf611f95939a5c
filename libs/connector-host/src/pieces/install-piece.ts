import { rename, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { PieceError } from './errors.ts';
import { isYoung, readPublishedAt, withFetched, type PieceSource } from './fetch-piece.ts';
import { inspectPiece } from './inspect-piece.ts';
import { readInstalledPiece, RECORD_FILE } from './installed-piece.ts';
import { markReads } from './manifest-of-piece.ts';
import { checkAddress, folderNameOf } from './piece-name.ts';
import type { InstalledPiece } from './piece.ts';

export interface PieceInstallation extends PieceSource {
  /** The operator has seen that the version is younger than three days. */
  readonly allowYoung?: boolean;
  /** Epoch milliseconds. Default: the system's. */
  readonly nowMs?: () => number;
  /** Actions of which the operator says that they only read. By their names in the manifest. */
  readonly reads?: readonly string[];
}

/**
 * Installs one version of a piece beside all others, and reads what it is in a process of its own. What is installed already is
 * given as it is. Rejects with `PieceError`; then nothing is left behind.
 */
export async function installPiece(request: PieceInstallation): Promise<InstalledPiece> {
  const target = placeOf(request);
  const installed = await readInstalledPiece(target);
  if (installed !== undefined) return installed;
  if (request.tarball === undefined && request.allowYoung !== true) await refuseYoung(request);
  return withFetched(request, async (folder) => {
    const found = await inspectPiece(request, folder);
    const piece = { ...found, folder: target, manifest: markReads(found.manifest, request.reads ?? []) };
    await writeFile(join(folder, RECORD_FILE), JSON.stringify(piece));
    await moveInto(folder, target);
    return piece;
  });
}

/** Where a version of a piece is, once it is installed. Throws `PieceError` for what could mean anything else. */
export function placeOf(request: Omit<PieceSource, 'signal'>): string {
  checkAddress(request);
  if (request.tarball !== undefined && !isAbsolute(request.tarball))
    throw new PieceError('piece.tarball_invalid', `"${request.tarball}" is no absolute path of a package.`);
  return join(request.folder, folderNameOf(request));
}

/** Two that install the same at once end with the same. */
async function moveInto(temporary: string, target: string): Promise<void> {
  try {
    await rename(temporary, target);
  } catch (cause) {
    if ((await readInstalledPiece(target)) === undefined) throw cause;
  }
}

async function refuseYoung({ nowMs = Date.now, ...source }: PieceInstallation): Promise<void> {
  const publishedAt = await readPublishedAt(source);
  if (!isYoung(publishedAt, nowMs())) return;
  const { packageName, version } = source;
  throw new PieceError(
    'piece.too_young',
    `${packageName} ${version} was published at ${publishedAt}, less than three days ago. Wait, or confirm that you want it now.`,
  );
}
