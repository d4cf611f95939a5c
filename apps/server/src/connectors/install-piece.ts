import { installedPiece, installPiece, type PieceHost } from '@millrace/connector-host';
import type { Manifest } from '@millrace/connector-sdk/platform';
import { installData, type InstallVersion } from './registry-directory.ts';

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
  return async (found) => {
    const { packageName, pieceVersion: version } = found.source as unknown as PieceSource;
    try {
      // Somebody has said yes to its age when it was registered.
      const { signal } = new AbortController();
      const piece = await installPiece({ packageName, version, folder, signal, allowYoung: true });
      if (piece.sha512 !== found.sha512) {
        const message = `The files of ${packageName} ${version} here are not those that were registered. Remove its folder, and install it again.`;
        return { ...installData(found), refusal: { code: 'piece.integrity_mismatch', message } };
      }
      const manifest = found.manifest as unknown as Manifest;
      return installedPiece({ ...piece, manifest }, host, found.workspaceId);
    } catch (cause) {
      const { code, message } = cause as { readonly code?: string; readonly message: string };
      if (code?.startsWith('piece.') !== true) throw cause;
      return { ...installData(found), refusal: { code, message } };
    }
  };
}
