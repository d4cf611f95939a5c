import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { workflowParams, type WorkflowParams } from '../workflows/workflows.dto.ts';
import {
  captureParams,
  capturePage,
  listCapturesQuery,
  type CapturePage,
  type CaptureParams,
  type ListCapturesQuery,
} from './captures.dto.ts';
import { CapturesService } from './captures.service.ts';

@ApiTags('Tests')
@Controller('api/v1/workflows/:name/captures')
export class CapturesController {
  constructor(private readonly captures: CapturesService) {}

  @Get()
  @Allow('run.read_payload')
  @Operation({
    id: 'listCaptures',
    summary: 'Calls of the test addresses of the workflow, newest first: the last 50, for 7 days',
    params: workflowParams,
    query: listCapturesQuery,
    response: capturePage,
    problems: [404],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
    @Query({ schema: listCapturesQuery }) query: ListCapturesQuery,
  ): Promise<CapturePage> {
    return this.captures.list(actor, name, query);
  }

  @Delete()
  @Allow('workflow.write')
  @Operation({ id: 'removeCaptures', summary: 'Forget them all', params: workflowParams, status: 204, problems: [404] })
  clear(@CurrentActor() actor: Actor, @Param({ schema: workflowParams }) { name }: WorkflowParams): Promise<void> {
    return this.captures.remove(actor, name);
  }

  @Delete(':id')
  @Allow('workflow.write')
  @Operation({
    id: 'removeCapture',
    summary: 'Forget one; none there is no problem',
    params: captureParams,
    status: 204,
    problems: [404],
  })
  remove(@CurrentActor() actor: Actor, @Param({ schema: captureParams }) { name, id }: CaptureParams): Promise<void> {
    return this.captures.remove(actor, name, id);
  }
}
