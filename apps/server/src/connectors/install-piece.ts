import { installedPiece, installPiece, PieceError, type PieceHost } from '@millrace/connector-host';
import type { Manifest } from '@millrace/connector-sdk/platform';
import { installOrRefuse, type InstallVersion } from './registry-directory.ts';

/** Which package a registered piece is. */
export interface PieceSource {
  readonly kind: 'piece';
  readonly packageName: string;
  readonly pieceVersion: string;
}

interface PieceParts {
  readonly host: PieceHost;
  /** Where pieces are installed. */
  readonly folder: string;
}

/** Versions that are pieces: installed in this process’s folder when they are not there yet, and the ones that were registered. */
export function createPieceInstaller({ host, folder }: PieceParts): InstallVersion {
  return (found) =>
    installOrRefuse(found, 'piece', async () => {
      const { packageName, pieceVersion: version } = found.source as unknown as PieceSource;
      const { signal } = new AbortController();
      // Somebody has said yes to its age when it was registered.
      const piece = await installPiece({ packageName, version, folder, signal, allowYoung: true });
      if (piece.sha512 !== found.sha512) {
        throw new PieceError(
          'piece.integrity_mismatch',
          `The files of ${packageName} ${version} here are not those that were registered. Remove its folder, and install it again.`,
        );
      }
      const manifest = found.manifest as unknown as Manifest;
      return installedPiece({ ...piece, manifest }, host, found.workspaceId);
    });
}
