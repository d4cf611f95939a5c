import { PieceError, type PieceErrorCode } from './errors.ts';
import { isYoung, readPublishedAt, withFetched, type PieceSource } from './fetch-piece.ts';
import { findPlainRefusals, measurePackages, packageFolder, readPackageFile } from './inspect-packages.ts';
import { inspectPiece, readLicense } from './inspect-piece.ts';
import { placeOf } from './install-piece.ts';
import { readInstalledPiece } from './installed-piece.ts';
import { connectorNameOf, type PieceAddress } from './piece-name.ts';
import { licenseNoteOf } from './piece-texts.ts';
import type { InstalledPiece } from './piece.ts';

export interface PieceRefusal {
  readonly code: PieceErrorCode;
  /** A sentence. */
  readonly message: string;
}

/** What a piece is, for whoever decides whether to install it. */
export interface PiecePreview extends PieceAddress {
  /** Of the connector that it would be. */
  readonly name: string;
  /** As its package says it. */
  readonly description: string;
  /** RFC 3339. Absent: it is installed already, or not from a registry. */
  readonly publishedAt?: string;
  /** Published less than three days ago: installing it must be confirmed. */
  readonly isYoung: boolean;
  /** Of all files, and of how many packages, itself among them. */
  readonly bytes: number;
  readonly packages: number;
  readonly license: string | undefined;
  readonly repositoryLicenseNote: string | undefined;
  /** Why it would not be installed; none: it would. */
  readonly refusals: readonly PieceRefusal[];
  /** Undefined for one that is refused. */
  readonly piece: InstalledPiece | undefined;
}

interface PreviewRequest extends PieceSource {
  /** Epoch milliseconds. Default: the system's. */
  readonly nowMs?: () => number;
}

/**
 * Looks at a piece as installing it would, and keeps nothing. Rejects with `PieceError` only when there is nothing to look at: a
 * name or a version that is none, or a registry that does not have it or does not answer.
 */
export async function previewPiece(request: PreviewRequest): Promise<PiecePreview> {
  const target = placeOf(request);
  // Its files are those that were looked at then.
  if ((await readInstalledPiece(target)) !== undefined) return { ...(await look(request, target)), isYoung: false };
  if (request.tarball !== undefined)
    return withFetched(request, async (folder) => ({ ...(await look(request, folder)), isYoung: false }));
  const { nowMs = Date.now, ...source } = request;
  const publishedAt = await readPublishedAt(source);
  const age = { publishedAt, isYoung: isYoung(publishedAt, nowMs()) };
  return withFetched(source, async (folder) => ({ ...(await look(request, folder)), ...age }));
}

async function look(address: PieceAddress, folder: string): Promise<Omit<PiecePreview, 'publishedAt' | 'isYoung'>> {
  const { packageName, version } = address;
  const { description } = await readPackageFile(packageFolder(folder, packageName));
  const license = await readLicense(address, folder);
  return {
    ...{ packageName, version, name: connectorNameOf(packageName), license },
    ...{ description: typeof description === 'string' ? description : '' },
    repositoryLicenseNote: licenseNoteOf(license),
    ...(await measurePackages(folder)),
    ...(await judge(address, folder)),
  };
}

/** The code of what its files forbid is not even read. */
async function judge(address: PieceAddress, folder: string): Promise<Pick<PiecePreview, 'refusals' | 'piece'>> {
  const plain = await findPlainRefusals(folder, address.packageName);
  if (plain.length > 0) return { refusals: plain.map(toRefusal), piece: undefined };
  try {
    return { refusals: [], piece: await inspectPiece(address, folder) };
  } catch (cause) {
    if (cause instanceof PieceError) return { refusals: [toRefusal(cause)], piece: undefined };
    throw cause;
  }
}

const toRefusal = ({ code, message }: PieceError): PieceRefusal => ({ code, message });
