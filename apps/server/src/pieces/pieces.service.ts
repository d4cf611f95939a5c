import { Inject, Injectable } from '@nestjs/common';
import { installPiece, markReads, type InstalledPiece } from '@millrace/connector-host';
import type { JsonObject } from '@millrace/machine';
import type { Actor } from '@millrace/runtime';
import { ConnectorPublisher } from '../connector-versions/connector-publisher.ts';
import { toPublishedDto } from '../connector-versions/connector-versions.dto.ts';
import type { PieceSource } from '../connectors/install-piece.ts';
import type { AddedPiece, AddPieceRequest } from './pieces.dto.ts';
import { PIECES_FOLDER } from './piece-tokens.ts';

/** Pieces of Activepieces, installed by name and exact version from the registry that npm is set to. */
@Injectable()
export class PiecesService {
  constructor(
    @Inject(PIECES_FOLDER) private readonly folder: string,
    private readonly publisher: ConnectorPublisher,
  ) {}

  async add(
    actor: Actor,
    { request, signal }: { readonly request: AddPieceRequest; readonly signal: AbortSignal },
  ): Promise<AddedPiece> {
    const { package: packageName, version, reads, allowYoung, promote } = request;
    const piece = await installPiece({ packageName, version, allowYoung, signal, folder: this.folder });
    const manifest = reads.length === 0 ? piece.manifest : markReads(piece.manifest, reads);
    const source: PieceSource = { kind: 'piece', packageName, pieceVersion: version };
    const checked = {
      ...{ name: manifest.name, version: manifest.version, origin: 'piece' as const },
      ...{ manifest: manifest as unknown as JsonObject, icon: piece.icon, readme: piece.readme, changelog: '' },
      ...{ sha512: piece.sha512, source: source as unknown as JsonObject },
    };
    // Its maker does not know our rules of versions: what has changed is noted, and refuses nothing.
    const options = { isDraft: false, promote, approved: [], isBumpDemanded: false };
    const published = await this.publisher.publish(actor, checked, options);
    return { ...toPublishedDto(published), title: manifest.title, ...termsOf(piece), warnings: [...piece.warnings] };
  }
}

function termsOf({
  license,
  repositoryLicenseNote: licenseNote,
}: InstalledPiece): Pick<AddedPiece, 'license' | 'licenseNote'> {
  return {
    ...(license === undefined ? {} : { license }),
    ...(licenseNote === undefined ? {} : { licenseNote }),
  };
}
