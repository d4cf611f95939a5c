import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { sessionDto, type SessionDto } from '../auth/auth.dto.ts';
import { Allow, CurrentActor, CurrentCaller, SignedIn, type Caller } from '../http/access.decorator.ts';
import { createdAt } from '../http/created-at.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  changeWorkspaceRequest,
  createWorkspaceRequest,
  workspaceDto,
  workspacePage,
  workspaceParams,
  type ChangeWorkspaceRequest,
  type CreateWorkspaceRequest,
  type WorkspaceDto,
  type WorkspaceParams,
} from './workspaces.dto.ts';
import { WorkspacesService } from './workspaces.service.ts';

@ApiTags('Workspaces')
@Controller('api/v1/workspaces')
export class WorkspacesController {
  constructor(private readonly workspaces: WorkspacesService) {}

  @Get()
  @SignedIn()
  @Operation({ id: 'listWorkspaces', summary: 'The workspaces that you belong to', response: workspacePage })
  list(@CurrentActor() actor: Actor): Promise<{ items: WorkspaceDto[] }> {
    return this.workspaces.list(actor);
  }

  @Post()
  @Allow('workspace.settings')
  @Operation({
    id: 'createWorkspace',
    summary: 'Make an empty workspace, which you own',
    status: 201,
    body: createWorkspaceRequest,
    response: workspaceDto,
    headers: { Location: 'Where it is changed.' },
    problems: [403, 409, 422],
  })
  async create(
    @CurrentCaller() { actor, reply }: Caller,
    @Body({ schema: createWorkspaceRequest }) body: CreateWorkspaceRequest,
  ): Promise<WorkspaceDto> {
    const made = await this.workspaces.create(actor, body);
    return createdAt(reply, `workspaces/${made.slug}`, made);
  }

  @Patch(':slug')
  @SignedIn()
  @Operation({
    id: 'changeWorkspace',
    summary: 'Change the name or the stage of a workspace where you may',
    params: workspaceParams,
    body: changeWorkspaceRequest,
    response: workspaceDto,
    problems: [403, 404, 422],
  })
  change(
    @CurrentActor() actor: Actor,
    @Param({ schema: workspaceParams }) { slug }: WorkspaceParams,
    @Body({ schema: changeWorkspaceRequest }) body: ChangeWorkspaceRequest,
  ): Promise<WorkspaceDto> {
    return this.workspaces.change(actor, slug, body);
  }

  @Post(':slug/enter')
  @SignedIn()
  @Operation({
    id: 'enterWorkspace',
    summary: 'Go on in another workspace with this session',
    params: workspaceParams,
    response: sessionDto,
    problems: [403, 404],
  })
  enter(
    @CurrentCaller() caller: Caller,
    @Param({ schema: workspaceParams }) { slug }: WorkspaceParams,
  ): Promise<SessionDto> {
    return this.workspaces.enter(caller, slug);
  }
}
