import { Inject, Injectable } from '@nestjs/common';
import { installPiece, markReads, previewPiece, readsOf } from '@millrace/connector-host';
import type { Manifest } from '@millrace/connector-sdk/platform';
import type { JsonObject } from '@millrace/machine';
import type { Actor, ConnectorRegistryStore } from '@millrace/runtime';
import { ConnectorPublisher } from '../connector-versions/connector-publisher.ts';
import { CONNECTOR_REGISTRY } from '../connector-versions/connector-registry-tokens.ts';
import { toPublishedDto } from '../connector-versions/connector-versions.dto.ts';
import { ServerError } from '../errors.ts';
import type { PieceSource } from '../connectors/install-piece.ts';
import { UploadPlaces } from '../http/upload-places.ts';
import {
  toPreviewDto,
  toTerms,
  type AddedPiece,
  type AddPieceRequest,
  type PiecePreviewDto,
  type PreviewPieceRequest,
} from './pieces.dto.ts';
import { PIECES_FOLDER } from './piece-tokens.ts';

/** Who asks, and until when they wait. */
interface Asked<Request> {
  readonly request: Request;
  readonly signal: AbortSignal;
}

/** Pieces of Activepieces, installed by name and exact version from the registry that npm is set to. */
@Injectable()
export class PiecesService {
  /** Each is a run of npm, with hundreds of packages. */
  private readonly places = new UploadPlaces({ places: 1, waiting: 4 });

  constructor(
    @Inject(PIECES_FOLDER) private readonly folder: string,
    @Inject(CONNECTOR_REGISTRY) private readonly registry: Pick<ConnectorRegistryStore, 'find' | 'peek'>,
    private readonly publisher: ConnectorPublisher,
  ) {}

  /** What installing it would mean. Nothing is kept. */
  async preview(actor: Actor, { request, signal }: Asked<PreviewPieceRequest>): Promise<PiecePreviewDto> {
    requireOwner(actor);
    const { package: packageName, version } = request;
    const preview = await this.inPlace(signal, () =>
      previewPiece({ packageName, version, folder: this.folder, signal }),
    );
    const address = { workspaceId: actor.workspace.id, name: preview.name };
    const there = await this.registry.peek({ ...address, version });
    const latest = await this.registry.find(address);
    const message = `There is a version ${version} of ${preview.name} already, and versions never change.`;
    return toPreviewDto(preview, {
      refusals: there === undefined ? [] : [{ code: 'connector.version_taken', message }],
      readsBefore: latest?.origin === 'piece' ? readsOf(latest.manifest as unknown as Manifest) : [],
    });
  }

  async add(actor: Actor, { request, signal }: Asked<AddPieceRequest>): Promise<AddedPiece> {
    const { package: packageName, version, reads, allowYoung, promote } = request;
    requireOwner(actor);
    const wanted = { packageName, version, allowYoung, folder: this.folder, signal };
    const piece = await this.inPlace(signal, () => installPiece(wanted));
    const manifest = markReads(piece.manifest, reads);
    const source: PieceSource = { kind: 'piece', packageName, pieceVersion: version };
    const checked = {
      ...{ name: manifest.name, version: manifest.version, origin: 'piece' as const },
      ...{ manifest: manifest as unknown as JsonObject, icon: piece.icon, readme: piece.readme, changelog: '' },
      ...{ sha512: piece.sha512, source: source as unknown as JsonObject },
    };
    // Its maker does not know our rules of versions: what has changed is noted, and refuses nothing.
    const options = { isDraft: false, promote, approved: [], isBumpDemanded: false };
    const published = await this.publisher.publish(actor, checked, options);
    return { ...toPublishedDto(published), title: manifest.title, ...toTerms(piece), warnings: [...piece.warnings] };
  }

  private async inPlace<Made>(signal: AbortSignal, work: () => Promise<Made>): Promise<Made> {
    const giveBack = await this.places.take(signal);
    try {
      return await work();
    } finally {
      giveBack();
    }
  }
}

/** Its code is trusted, and runs beside that of the whole installation: no workspace's administrator decides that. */
function requireOwner({ role }: Actor): void {
  if (role === 'owner') return;
  throw new ServerError('auth.forbidden', 'Pieces are installed by the owner of this installation. Ask them to.');
}
