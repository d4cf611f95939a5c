import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { PublishImpactService } from './publish-impact.service.ts';
import { VersionListService } from './version-list.service.ts';
import {
  impactDto,
  impactQuery,
  listVersionsQuery,
  versionPage,
  type ImpactDto,
  type ImpactQuery,
  type ListVersionsQuery,
  type VersionPage,
} from './versions.dto.ts';
import { VersionsService } from './versions.service.ts';
import {
  publishedVersionDto,
  publishRequest,
  versionDto,
  versionParams,
  versionWithDocumentDto,
  workflowParams,
  type PublishedVersionDto,
  type PublishRequest,
  type VersionDto,
  type VersionParams,
  type VersionWithDocumentDto,
  type WorkflowParams,
} from './workflows.dto.ts';

@ApiTags('Versions')
@Controller('api/v1/workflows/:name')
export class VersionsController {
  constructor(
    private readonly versions: VersionsService,
    private readonly history: VersionListService,
    private readonly impact: PublishImpactService,
  ) {}

  @Post('publish')
  @Allow('workflow.publish')
  @Operation({
    id: 'publishWorkflow',
    summary: 'Freeze the draft as a version and make it live, or roll it out',
    params: workflowParams,
    status: 201,
    body: publishRequest,
    response: publishedVersionDto,
    problems: [404, 409, 412, 422],
  })
  publish(
    @CurrentActor() actor: Actor,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
    @Body({ schema: publishRequest }) body: PublishRequest,
  ): Promise<PublishedVersionDto> {
    return this.versions.publish(actor, name, body);
  }

  @Post('pause')
  @Allow('workflow.publish')
  @Operation({
    id: 'pauseWorkflow',
    summary: 'Let nothing start it, until a version is made live again',
    params: workflowParams,
    status: 204,
    problems: [404],
  })
  pause(@CurrentActor() actor: Actor, @Param({ schema: workflowParams }) { name }: WorkflowParams): Promise<void> {
    return this.versions.pause(actor, name);
  }

  @Get('versions')
  @Allow('workflow.read')
  @Operation({
    id: 'listVersions',
    summary: 'The history, newest first, and how the runs of each went',
    params: workflowParams,
    query: listVersionsQuery,
    response: versionPage,
    problems: [400, 404],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
    @Query({ schema: listVersionsQuery }) query: ListVersionsQuery,
  ): Promise<VersionPage> {
    return this.history.list(actor, name, query);
  }

  @Get('impact')
  @Allow('workflow.read')
  @Operation({
    id: 'readPublishImpact',
    summary: 'What making the draft, or a version, live would mean for those who rely on the live one',
    params: workflowParams,
    query: impactQuery,
    response: impactDto,
    problems: [404],
  })
  readImpact(
    @CurrentActor() actor: Actor,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
    @Query({ schema: impactQuery }) { version }: ImpactQuery,
  ): Promise<ImpactDto> {
    return this.impact.read(actor, name, version);
  }

  @Get('versions/:number')
  @Allow('workflow.read')
  @Operation({
    id: 'getVersion',
    summary: 'A version with its document',
    params: versionParams,
    response: versionWithDocumentDto,
    problems: [404],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: versionParams }) params: VersionParams,
  ): Promise<VersionWithDocumentDto> {
    return this.versions.read(actor, params);
  }

  @Post('versions/:number/activate')
  @Allow('workflow.publish')
  @Operation({
    id: 'activateVersion',
    summary: 'Make this version the live one',
    params: versionParams,
    response: versionDto,
    problems: [404, 409],
  })
  activate(@CurrentActor() actor: Actor, @Param({ schema: versionParams }) params: VersionParams): Promise<VersionDto> {
    return this.versions.activate(actor, params);
  }
}
