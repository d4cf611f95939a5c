import { answerOf, api } from '../../../lib/api.ts';
import type { AddedPiece, PiecePreview, PublishedConnector } from '../../../lib/contract.ts';

/** A version of a piece, as npm has it. */
export interface PieceAddress {
  readonly packageName: string;
  readonly version: string;
}
/** A piece as somebody has asked for it. */
export interface PieceOrder extends PieceAddress {
  /** Its actions that only read. */
  readonly reads: readonly string[];
  /** Although it was published only just now. */
  readonly allowYoung: boolean;
}

/** What a piece is, and whether it would be installed. Nothing is kept. */
export function previewPiece({ packageName, version }: PieceAddress): Promise<PiecePreview> {
  return answerOf(api.POST('/api/v1/connectors/pieces/preview', { body: { package: packageName, version } }));
}

/** Installs a piece from npm, as a connector. */
export function addPiece({ packageName, version, reads, allowYoung }: PieceOrder): Promise<AddedPiece> {
  const body = { package: packageName, version, reads: [...reads], allowYoung, promote: true };
  return answerOf(api.POST('/api/v1/connectors/pieces', { body }));
}

/** Says which actions of a version only read, which makes another version. */
export function setPieceReads({
  name,
  version,
  reads,
}: {
  readonly name: string;
  readonly version: string;
  readonly reads: readonly string[];
}): Promise<PublishedConnector> {
  const body = { version, reads: [...reads], promote: true };
  return answerOf(api.POST('/api/v1/connectors/pieces/{name}/reads', { params: { path: { name } }, body }));
}
