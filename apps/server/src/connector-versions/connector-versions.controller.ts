import { Body, Controller, Delete, Get, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import type { FastifyReply } from 'fastify';
import { Allow, CurrentActor, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { signalOf } from '../http/caller-signal.ts';
import { createdAt, pathOfVersion } from '../http/created-at.ts';
import { Operation } from '../http/operation.decorator.ts';
import { Upload } from '../http/upload.decorator.ts';
import {
  blockRequest,
  connectorUsers,
  connectorVersions,
  deprecateRequest,
  nameParams,
  packagePreview,
  promoteRequest,
  publishedConnector,
  publishQuery,
  versionParams,
  type BlockRequest,
  type ConnectorUsersDto,
  type ConnectorVersionsDto,
  type DeprecateRequest,
  type NameParams,
  type PackagePreview,
  type PromoteRequest,
  type PublishedConnectorDto,
  type PublishQuery,
  type VersionParams,
} from './connector-versions.dto.ts';
import { ConnectorVersionsService, type SentPackage } from './connector-versions.service.ts';

const GZIP = 'application/gzip';
/** A byte more than a package may have is enough to say so. */
const MAX_UPLOAD_BYTES = 6 * 1024 * 1024;
const TARBALL = { description: 'The .tgz.', required: true, schema: { type: 'string', format: 'binary' } } as const;
const SIGNATURE = {
  name: 'millrace-signature',
  description: 'keyId=…,name=…,version=…,sig=… (ed25519, base64), of whoever publishes.',
};

@ApiTags('Connectors')
@Controller('api/v1/connectors')
export class ConnectorVersionsController {
  constructor(private readonly versions: ConnectorVersionsService) {}

  @Post('packages')
  @Allow('connector.publish')
  @Upload({ limitBytes: MAX_UPLOAD_BYTES, permission: 'connector.publish', bytesType: GZIP })
  @ApiConsumes(GZIP)
  @ApiBody(TARBALL)
  @Operation({
    id: 'publishConnector',
    summary: 'Publish a package (.tgz) as a new version',
    query: publishQuery,
    requestHeaders: [SIGNATURE],
    status: 201,
    response: publishedConnector,
    headers: { Location: 'The version, unless it was only tried.' },
    problems: [403, 409, 413, 415, 422, 429],
  })
  async publish(
    @CurrentCaller() caller: Caller,
    @Query({ schema: publishQuery }) query: PublishQuery,
    @Body() body: unknown,
  ): Promise<PublishedConnectorDto> {
    const made = await this.versions.publish(caller.actor, sentBy(caller, body), query);
    return query.dryRun === 'true' ? made : createdAt(caller.reply, pathOfVersion(made), made);
  }

  @Post('packages/preview')
  @Allow('connector.publish')
  @Upload({ limitBytes: MAX_UPLOAD_BYTES, permission: 'connector.publish', bytesType: GZIP })
  @ApiConsumes(GZIP)
  @ApiBody(TARBALL)
  @Operation({
    id: 'previewConnector',
    summary: 'What a package is, and what publishing it would mean',
    query: publishQuery,
    requestHeaders: [SIGNATURE],
    response: packagePreview,
    problems: [403, 409, 413, 415, 422, 429],
  })
  preview(
    @CurrentCaller() caller: Caller,
    @Query({ schema: publishQuery }) query: PublishQuery,
    @Body() body: unknown,
  ): Promise<PackagePreview> {
    return this.versions.preview(caller.actor, sentBy(caller, body), query);
  }

  @Get(':name/versions')
  @Allow('connector.read')
  @Operation({
    id: 'listConnectorVersions',
    summary: 'All versions, newest first; of drafts one’s own',
    params: nameParams,
    response: connectorVersions,
    problems: [404],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param({ schema: nameParams }) { name }: NameParams,
  ): Promise<ConnectorVersionsDto> {
    return this.versions.list(actor, name);
  }

  @Get(':name/users')
  @Allow('workflow.read')
  @Operation({
    id: 'listConnectorUsers',
    summary: 'Workflows that use a connector, with what they pin and call',
    params: nameParams,
    response: connectorUsers,
  })
  listUsers(
    @CurrentActor() actor: Actor,
    @Param({ schema: nameParams }) { name }: NameParams,
  ): Promise<ConnectorUsersDto> {
    return this.versions.listUsers(actor, name);
  }

  @Get(':name/versions/:version/package')
  @Allow('connector.read')
  @Operation({
    id: 'downloadConnector',
    summary: 'The package as it was published',
    params: versionParams,
    produces: { type: GZIP, description: 'The .tgz.' },
    problems: [404],
  })
  async readPackage(
    @CurrentActor() actor: Actor,
    @Param({ schema: versionParams }) params: VersionParams,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const bytes = await this.versions.readPackage(actor, params);
    reply.header('content-security-policy', 'sandbox');
    const disposition = `attachment; filename="${params.name}-${params.version}.tgz"`;
    return new StreamableFile(bytes, { type: GZIP, disposition });
  }

  @Post(':name/versions/:version/promote')
  @Allow('connector.manage')
  @Operation({
    id: 'promoteConnector',
    summary: 'Make a version what new workflows get',
    params: versionParams,
    body: promoteRequest,
    response: connectorVersions,
    problems: [404, 409],
  })
  promote(
    @CurrentActor() actor: Actor,
    @Param({ schema: versionParams }) params: VersionParams,
    @Body({ schema: promoteRequest }) { approved }: PromoteRequest,
  ): Promise<ConnectorVersionsDto> {
    return this.versions.promote(actor, params, approved);
  }

  @Post(':name/versions/:version/deprecate')
  @Allow('connector.manage')
  @Operation({
    id: 'deprecateConnector',
    summary: 'Say that another version is better',
    params: versionParams,
    body: deprecateRequest,
    response: connectorVersions,
    problems: [404, 409],
  })
  deprecate(
    @CurrentActor() actor: Actor,
    @Param({ schema: versionParams }) params: VersionParams,
    @Body({ schema: deprecateRequest }) { successor }: DeprecateRequest,
  ): Promise<ConnectorVersionsDto> {
    return this.versions.setState(actor, params, { state: 'deprecated', successor });
  }

  @Post(':name/versions/:version/yank')
  @Allow('connector.manage')
  @Operation({
    id: 'yankConnector',
    summary: 'Let nothing new begin with a version; what is pinned to it goes on',
    params: versionParams,
    response: connectorVersions,
    problems: [404, 409],
  })
  yank(
    @CurrentActor() actor: Actor,
    @Param({ schema: versionParams }) params: VersionParams,
  ): Promise<ConnectorVersionsDto> {
    return this.versions.setState(actor, params, { state: 'yanked' });
  }

  @Post(':name/versions/:version/restore')
  @Allow('connector.manage')
  @Operation({
    id: 'restoreConnector',
    summary: 'Make a deprecated or yanked version one that may be used again',
    params: versionParams,
    response: connectorVersions,
    problems: [404, 409],
  })
  restore(
    @CurrentActor() actor: Actor,
    @Param({ schema: versionParams }) params: VersionParams,
  ): Promise<ConnectorVersionsDto> {
    return this.versions.setState(actor, params, { state: 'published' });
  }

  @Post(':name/versions/:version/block')
  @Allow('connector.manage')
  @Operation({
    id: 'blockConnector',
    summary: 'Let nobody call these bytes any more, pinned or not',
    params: versionParams,
    body: blockRequest,
    response: connectorVersions,
    problems: [404, 409],
  })
  block(
    @CurrentActor() actor: Actor,
    @Param({ schema: versionParams }) params: VersionParams,
    @Body({ schema: blockRequest }) { reason }: BlockRequest,
  ): Promise<ConnectorVersionsDto> {
    return this.versions.block(actor, params, reason);
  }

  @Delete(':name/versions/:version/block')
  @Allow('connector.manage')
  @Operation({
    id: 'unblockConnector',
    summary: 'Let these bytes be called again',
    params: versionParams,
    response: connectorVersions,
    problems: [404],
  })
  unblock(
    @CurrentActor() actor: Actor,
    @Param({ schema: versionParams }) params: VersionParams,
  ): Promise<ConnectorVersionsDto> {
    return this.versions.unblock(actor, params);
  }
}

function sentBy(caller: Caller, body: unknown): SentPackage {
  const header = caller.request.headers[SIGNATURE.name];
  return {
    tarball: body instanceof Uint8Array ? body : new Uint8Array(),
    signature: typeof header === 'string' ? header : undefined,
    signal: signalOf(caller),
  };
}
