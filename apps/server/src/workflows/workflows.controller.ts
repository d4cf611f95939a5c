import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { JsonValue } from '@millrace/machine';
import type { Actor } from '@millrace/runtime';
import type { FastifyReply } from 'fastify';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { DraftsService } from './drafts.service.ts';
import { setDraftHeaders } from './etag.ts';
import {
  draftDto,
  listWorkflowsQuery,
  workflowDocument,
  workflowDto,
  workflowPage,
  workflowParams,
  type DraftDto,
  type ListWorkflowsQuery,
  type WorkflowDto,
  type WorkflowPage,
  type WorkflowParams,
} from './workflows.dto.ts';
import { WorkflowsService } from './workflows.service.ts';

@ApiTags('Workflows')
@Controller('api/v1/workflows')
export class WorkflowsController {
  constructor(
    private readonly workflows: WorkflowsService,
    private readonly drafts: DraftsService,
  ) {}

  @Get()
  @Allow('workflow.read')
  @Operation({ id: 'listWorkflows', summary: 'All workflows', query: listWorkflowsQuery, response: workflowPage })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: listWorkflowsQuery }) query: ListWorkflowsQuery,
  ): Promise<WorkflowPage> {
    return this.workflows.list(actor, query);
  }

  @Post()
  @Allow('workflow.write')
  @Operation({
    id: 'createWorkflow',
    summary: 'Create a workflow from a document; it becomes the draft',
    status: 201,
    body: workflowDocument,
    response: draftDto,
    headers: { ETag: 'The revision, for If-Match.', Location: 'The workflow.' },
    problems: [409, 422],
  })
  async create(
    @CurrentActor() actor: Actor,
    @Body() document: JsonValue,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DraftDto> {
    const draft = await this.drafts.create(actor, document);
    reply.header('location', `/api/v1/workflows/${draft.name}`);
    return setDraftHeaders(reply, draft);
  }

  @Get(':name')
  @Allow('workflow.read')
  @Operation({
    id: 'getWorkflow',
    summary: 'One workflow',
    params: workflowParams,
    response: workflowDto,
    problems: [404],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
  ): Promise<WorkflowDto> {
    return this.workflows.read(actor, name);
  }

  @Delete(':name')
  @Allow('workflow.delete')
  @Operation({
    id: 'deleteWorkflow',
    summary: 'Delete a workflow, its draft and versions; its runs stay',
    params: workflowParams,
    status: 204,
    problems: [404],
  })
  remove(@CurrentActor() actor: Actor, @Param({ schema: workflowParams }) { name }: WorkflowParams): Promise<void> {
    return this.workflows.remove(actor, name);
  }
}
