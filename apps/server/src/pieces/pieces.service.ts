import { Inject, Injectable } from '@nestjs/common';
import { installPiece, markReads, type InstalledPiece } from '@millrace/connector-host';
import type { JsonObject } from '@millrace/machine';
import type { Actor } from '@millrace/runtime';
import { ConnectorPublisher } from '../connector-versions/connector-publisher.ts';
import { toPublishedDto } from '../connector-versions/connector-versions.dto.ts';
import { ServerError } from '../errors.ts';
import type { PieceSource } from '../connectors/install-piece.ts';
import { UploadPlaces } from '../http/upload-places.ts';
import type { AddedPiece, AddPieceRequest } from './pieces.dto.ts';
import { PIECES_FOLDER } from './piece-tokens.ts';

/** Pieces of Activepieces, installed by name and exact version from the registry that npm is set to. */
@Injectable()
export class PiecesService {
  /** Each is a run of npm, with hundreds of packages. */
  private readonly places = new UploadPlaces({ places: 1, waiting: 4 });

  constructor(
    @Inject(PIECES_FOLDER) private readonly folder: string,
    private readonly publisher: ConnectorPublisher,
  ) {}

  private async install(wanted: Omit<Parameters<typeof installPiece>[0], 'folder'>): Promise<InstalledPiece> {
    const giveBack = await this.places.take(wanted.signal);
    try {
      return await installPiece({ ...wanted, folder: this.folder });
    } finally {
      giveBack();
    }
  }

  async add(
    actor: Actor,
    { request, signal }: { readonly request: AddPieceRequest; readonly signal: AbortSignal },
  ): Promise<AddedPiece> {
    const { package: packageName, version, reads, allowYoung, promote } = request;
    requireOwner(actor);
    const piece = await this.install({ packageName, version, allowYoung, signal });
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

/** Its code is trusted, and runs beside that of the whole installation: no workspace's administrator decides that. */
function requireOwner({ role }: Actor): void {
  if (role === 'owner') return;
  throw new ServerError('auth.forbidden', 'Pieces are installed by the owner of this installation. Ask them to.');
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
