import { Inject, Injectable } from '@nestjs/common';
import { markReads, readsOf } from '@millrace/connector-host';
import type { Manifest } from '@millrace/connector-sdk/platform';
import type { JsonObject } from '@millrace/machine';
import type { Actor, ConnectorRegistryStore, ConnectorVersion, ListedConnectorVersion } from '@millrace/runtime';
import { ConnectorPublisher } from '../connector-versions/connector-publisher.ts';
import { CONNECTOR_REGISTRY } from '../connector-versions/connector-registry-tokens.ts';
import { toPublishedDto, type PublishedConnectorDto } from '../connector-versions/connector-versions.dto.ts';
import type { PieceSource } from '../connectors/install-piece.ts';
import { ServerError } from '../errors.ts';
import type { PieceReadsRequest } from './pieces.dto.ts';
import { changelogOf, revisionAfter } from './piece-revisions.ts';

const manifestOf = ({ manifest }: Pick<ConnectorVersion, 'manifest'>): Manifest => manifest as unknown as Manifest;

/**
 * What is said of a piece's actions after it was installed: which of them only read. That decides what is repeated, so it is a
 * version of its own, of the same files: what is pinned stays as it is. docs/adr/0011.
 */
@Injectable()
export class PieceReadsService {
  constructor(
    @Inject(CONNECTOR_REGISTRY) private readonly registry: ConnectorRegistryStore,
    private readonly publisher: ConnectorPublisher,
  ) {}

  /** The version of which exactly these actions only read: one that is there, or a new one. */
  async set(
    actor: Actor,
    name: string,
    { version, reads, promote }: PieceReadsRequest,
  ): Promise<PublishedConnectorDto> {
    const base = await this.requirePiece(actor, { name, ...(version === undefined ? {} : { version }) });
    const manifest = markReads(manifestOf(base), reads);
    const listed = await this.registry.listVersions(base);
    const same = await this.findSame(base, listed, readsOf(manifest));
    if (same !== undefined) return this.takeUp(actor, same, promote);
    const number = revisionAfter(
      listed.map((other) => other.version),
      (base.source as unknown as PieceSource).pieceVersion,
    );
    const checked = {
      ...{ name, version: number, origin: base.origin, sha512: base.sha512, icon: base.icon, readme: base.readme },
      manifest: { ...manifest, version: number } as unknown as JsonObject,
      ...(base.source === undefined ? {} : { source: base.source }),
      changelog: changelogOf(manifestOf(base), manifest),
    };
    const options = { isDraft: false, promote, approved: [], isBumpDemanded: false, since: base.version };
    return toPublishedDto(await this.publisher.publish(actor, checked, options));
  }

  private async requirePiece(
    { workspace }: Actor,
    wanted: { readonly name: string; readonly version?: string },
  ): Promise<ConnectorVersion> {
    const found = await this.registry.find({ workspaceId: workspace.id, ...wanted });
    if (found === undefined) throw noSuchPiece(wanted);
    const which = `${found.name} ${found.version}`;
    if (found.origin !== 'piece')
      throw new ServerError(
        'connector.version_invalid',
        `${which} is no piece: it says itself which actions only read.`,
      );
    if (found.blockedBecause !== undefined)
      throw new ServerError('connector.blocked', `${which} is blocked here: ${found.blockedBecause} Unblock it first.`);
    if (found.state === 'yanked')
      throw new ServerError(
        'connector.version_invalid',
        `${which} was withdrawn. Restore it first, or take another one.`,
      );
    return found;
  }

  /** Nobody needs two versions that are the same in all but their number. */
  private async findSame(
    base: ConnectorVersion,
    listed: readonly ListedConnectorVersion[],
    reads: readonly string[],
  ): Promise<ConnectorVersion | undefined> {
    const wanted = [...reads].sort().join();
    const alike = listed.filter(({ sha512, state }) => sha512 === base.sha512 && state !== 'yanked');
    for (const { version } of alike) {
      const found = version === base.version ? base : await this.registry.find({ ...addressOf(base), version });
      if (found !== undefined && [...readsOf(manifestOf(found))].sort().join() === wanted) return found;
    }
    return undefined;
  }

  private async takeUp(
    actor: Actor,
    { name, version, approvedAtMs }: ConnectorVersion,
    promote: boolean,
  ): Promise<PublishedConnectorDto> {
    if (promote) await this.publisher.promote(actor, { name, version, approved: [] });
    const latest = (await this.registry.findConnector({ workspaceId: actor.workspace.id, name }))?.latestVersion;
    const isApproved = approvedAtMs !== undefined || latest === version;
    return {
      name,
      version,
      state: 'published',
      isLatest: latest === version,
      isApproved,
      approvalNeeded: [],
      changes: [],
    };
  }
}

const addressOf = ({ workspaceId, name }: ConnectorVersion) => ({ workspaceId, name });

function noSuchPiece({ name, version }: { readonly name: string; readonly version?: string }): ServerError {
  const which = version === undefined ? `No piece "${name}"` : `No version ${version} of a piece "${name}"`;
  return new ServerError('connector.not_found', `${which} is installed. See the Connectors page for what is.`);
}
