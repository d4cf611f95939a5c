import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  changeRunViewRequest,
  makeRunViewRequest,
  runViewDto,
  runViewList,
  runViewParams,
  type ChangeRunViewRequest,
  type MakeRunViewRequest,
  type RunViewDto,
  type RunViewList,
  type RunViewParams,
} from './run-views.dto.ts';
import { RunViewsService } from './run-views.service.ts';

@ApiTags('Runs')
@Controller('api/v1/run-views')
export class RunViewsController {
  constructor(private readonly views: RunViewsService) {}

  @Get()
  @Allow('run.read')
  @Operation({ id: 'listRunViews', summary: 'Saved views of the list of runs, oldest first', response: runViewList })
  list(@CurrentActor() actor: Actor): Promise<RunViewList> {
    return this.views.list(actor);
  }

  @Post()
  @Allow('run.operate')
  @Operation({
    id: 'makeRunView',
    summary: 'Keep a query of runs by a name',
    body: makeRunViewRequest,
    status: 201,
    response: runViewDto,
    problems: [409, 422],
  })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: makeRunViewRequest }) body: MakeRunViewRequest,
  ): Promise<RunViewDto> {
    return this.views.create(actor, body);
  }

  @Patch(':id')
  @Allow('run.operate')
  @Operation({
    id: 'changeRunView',
    summary: 'Rename a view, or give it another query',
    params: runViewParams,
    body: changeRunViewRequest,
    response: runViewDto,
    problems: [404, 409, 422],
  })
  change(
    @CurrentActor() actor: Actor,
    @Param({ schema: runViewParams }) { id }: RunViewParams,
    @Body({ schema: changeRunViewRequest }) body: ChangeRunViewRequest,
  ): Promise<RunViewDto> {
    return this.views.change(actor, id, body);
  }

  @Delete(':id')
  @Allow('run.operate')
  @Operation({ id: 'removeRunView', summary: 'Remove a view', params: runViewParams, status: 204, problems: [404] })
  remove(@CurrentActor() actor: Actor, @Param({ schema: runViewParams }) { id }: RunViewParams): Promise<void> {
    return this.views.remove(actor, id);
  }
}
