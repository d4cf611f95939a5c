import { Inject, Injectable } from '@nestjs/common';
import type { Manifest } from '@millrace/connector-sdk/platform';
import type { Actor, ConnectorRegistryStore, ConnectorUsers, ConnectorVersionStanding } from '@millrace/runtime';
import { ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import { noSuchConnector } from '../connectors/connectors.service.ts';
import { RegistryDirectory } from '../connectors/registry-directory.ts';
import { ServerError } from '../errors.ts';
import { mayDo } from '../http/permissions.ts';
import { CONNECTOR_REGISTRY, CONNECTOR_USERS } from './connector-registry-tokens.ts';
import { ConnectorPublisher } from './connector-publisher.ts';
import {
  toPermissionsDto,
  toPublishedDto,
  toStep,
  toUsersDto,
  toVersionDto,
  type ConnectorUsersDto,
  type ConnectorVersionsDto,
  type PackagePreview,
  type PublishedConnectorDto,
  type PublishQuery,
  type VersionParams,
} from './connector-versions.dto.ts';
import { PackageIntake, type CheckedPackage } from './package-intake.ts';
import { readSignatureHeader } from './signature-header.ts';

const MAX_USERS = 1000;

/** What somebody has sent to be published. */
export interface SentPackage {
  readonly tarball: Uint8Array;
  readonly signature: string | undefined;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** Versions of connectors: publishing packages, the pointer, and what may still be used. */
@Injectable()
export class ConnectorVersionsService {
  constructor(
    @Inject(CONNECTOR_REGISTRY) private readonly registry: ConnectorRegistryStore,
    @Inject(CONNECTOR_USERS) private readonly users: ConnectorUsers,
    private readonly catalogue: ConnectorCatalogue,
    private readonly directory: RegistryDirectory,
    private readonly intake: PackageIntake,
    private readonly publisher: ConnectorPublisher,
  ) {}

  async publish(actor: Actor, sent: SentPackage, query: PublishQuery): Promise<PublishedConnectorDto> {
    const isDraft = query.draft === 'true';
    const checked = await this.check(actor, sent, isDraft);
    const approved = (query.approve ?? '').split(',').flatMap((part) => part.trim() || []);
    const promote = query.promote === 'true';
    if (promote) requirePromoter(actor);
    if (query.dryRun === 'true') return toPublishedDto(await this.publisher.preview(actor, checked, isDraft));
    const made = { ...checked, origin: 'package' as const };
    return toPublishedDto(await this.publisher.publish(actor, made, { isDraft, promote, approved }));
  }

  /** What a package is, and what publishing it would mean; rejects as publishing it would. */
  async preview(actor: Actor, sent: SentPackage, query: PublishQuery): Promise<PackagePreview> {
    const isDraft = query.draft === 'true';
    const checked = await this.check(actor, sent, isDraft);
    const { name, version, icon, readme, signedBy } = checked;
    const { step, approvalNeeded } = await this.publisher.preview(actor, checked, isDraft);
    const manifest = checked.manifest as unknown as Manifest;
    return {
      ...{ name, version, icon, readme, title: manifest.title, description: manifest.description },
      ...(signedBy === undefined ? {} : { signedBy }),
      ...{ actions: Object.keys(manifest.actions), triggers: Object.keys(manifest.triggers) },
      permissions: toPermissionsDto(manifest),
      approvalNeeded: [...approvalNeeded],
      ...toStep(step),
    };
  }

  private check(
    { workspace }: Actor,
    { tarball, signature, signal }: SentPackage,
    isDraft: boolean,
  ): Promise<CheckedPackage> {
    const read = readSignatureHeader(signature);
    return this.intake.check({ workspaceId: workspace.id, tarball, signature: read, isDraft, signal });
  }

  async list({ workspace, userId }: Actor, name: string): Promise<ConnectorVersionsDto> {
    const own = await this.catalogue.find(workspace.id, { name });
    if (own?.origin === 'built-in') return { items: [toBuiltInDto(own)] };
    const connector = await this.registry.findConnector({ workspaceId: workspace.id, name });
    if (connector === undefined) throw noSuchConnector({ name });
    const versions = await this.registry.listVersions({ workspaceId: workspace.id, name });
    const seen = versions.filter(({ state, authorId }) => state !== 'draft' || authorId === userId);
    const approved = versions.filter((one) => one.approvedAtMs !== undefined && one.blockedBecause === undefined);
    const permissions = approved.map((version) => version.permissions);
    return { items: seen.map((version) => toVersionDto(version, connector.latestVersion, permissions)) };
  }

  async promote(
    actor: Actor,
    { name, version }: VersionParams,
    approved: readonly string[],
  ): Promise<ConnectorVersionsDto> {
    this.refuseBuiltIn(name);
    if (!(await this.publisher.promote(actor, { name, version, approved }))) throw noSuchConnector({ name, version });
    return this.list(actor, name);
  }

  async setState(
    actor: Actor,
    { name, version }: VersionParams,
    change: { readonly state: 'published' | 'deprecated' | 'yanked'; readonly successor?: string | undefined },
  ): Promise<ConnectorVersionsDto> {
    this.refuseBuiltIn(name);
    const workspaceId = actor.workspace.id;
    const { state, successor } = change;
    if (successor !== undefined) await this.requireSuccessor(actor, { name, version }, successor);
    const request = { workspaceId, name, version, state, ...(successor === undefined ? {} : { successor }) };
    if (!(await this.registry.setState(request))) throw noSuchConnector({ name, version });
    this.directory.forget();
    return this.list(actor, name);
  }

  async block(actor: Actor, params: VersionParams, reason: string): Promise<ConnectorVersionsDto> {
    const { workspace, name: blockedBy } = actor;
    this.refuseBuiltIn(params.name);
    const { sha512 } = await this.require(workspace.id, params);
    await this.registry.block({ workspaceId: workspace.id, sha512, reason, blockedBy });
    this.directory.forget();
    return this.list(actor, params.name);
  }

  async unblock(actor: Actor, params: VersionParams): Promise<ConnectorVersionsDto> {
    const { sha512 } = await this.require(actor.workspace.id, params);
    await this.registry.unblock({ workspaceId: actor.workspace.id, sha512 });
    this.directory.forget();
    return this.list(actor, params.name);
  }

  async listUsers({ workspace }: Actor, connector: string): Promise<ConnectorUsersDto> {
    return toUsersDto(await this.users.list({ workspaceId: workspace.id, connector, limit: MAX_USERS }));
  }

  /** The bytes as they were published, to take elsewhere. */
  async readPackage(actor: Actor, params: VersionParams): Promise<Uint8Array> {
    const seen = await this.catalogue.peek(actor, params);
    const bytes = seen && (await this.registry.readPackage({ workspaceId: actor.workspace.id, ...params }));
    if (bytes === undefined) throw noSuchConnector(params);
    return bytes;
  }

  private refuseBuiltIn(name: string): void {
    if (!this.catalogue.builtInNames.includes(name)) return;
    throw new ServerError('connector.built_in', `${name} is part of this installation, and changes with it.`);
  }

  /** What is said to be better must be one that may be used. */
  private async requireSuccessor(
    { workspace }: Actor,
    { name, version }: VersionParams,
    successor: string,
  ): Promise<void> {
    const numbers = (await this.registry.listNumbers(workspace.id))[name] ?? [];
    if (successor !== version && numbers.includes(successor)) return;
    throw noSuchConnector({ name, version: successor });
  }

  private async require(workspaceId: string, params: VersionParams): Promise<ConnectorVersionStanding> {
    const found = await this.registry.peek({ workspaceId, ...params });
    if (found === undefined) throw noSuchConnector(params);
    return found;
  }
}

/** `auth.forbidden` for who may publish and not promote. */
export function requirePromoter(actor: Actor): void {
  if (mayDo(actor, 'connector.manage')) return;
  throw new ServerError(
    'auth.forbidden',
    'Making a version the latest needs connector.manage. Publish it without, and ask an administrator to promote it.',
  );
}

function toBuiltInDto({ manifest }: { readonly manifest: Manifest }): ConnectorVersionsDto['items'][number] {
  const { name, version } = manifest;
  return {
    ...{ name, version, state: 'published', isLatest: true, origin: 'built-in', changelog: '', changes: [] },
    ...{ permissions: toPermissionsDto(manifest), isApproved: true, approvalNeeded: [] },
  };
}
