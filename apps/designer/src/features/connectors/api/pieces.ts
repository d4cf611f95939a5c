import { answerOf, api } from '../../../lib/api.ts';
import type { AddedPiece } from '../../../lib/contract.ts';

/** A piece as somebody has asked for it. */
export interface PieceOrder {
  readonly packageName: string;
  readonly version: string;
  /** Its actions that only read. */
  readonly reads: readonly string[];
  /** Although it was published only just now. */
  readonly allowYoung: boolean;
}

/** Installs a piece from npm, as a connector. */
export function addPiece({ packageName, version, reads, allowYoung }: PieceOrder): Promise<AddedPiece> {
  const body = { package: packageName, version, reads: [...reads], allowYoung, promote: true };
  return answerOf(api.POST('/api/v1/connectors/pieces', { body }));
}
