import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  cancelResultDto,
  cancelRunRequest,
  readRunQuery,
  runDocumentDto,
  runParams,
  runWithPayloadDto,
  type CancelResultDto,
  type CancelRunRequest,
  type ReadRunQuery,
  type RunDetailDto,
  type RunDocumentDto,
  type RunParams,
} from './runs.dto.ts';
import { RunsService } from './runs.service.ts';

@ApiTags('Runs')
@Controller('api/v1/runs')
export class RunsController {
  constructor(private readonly runs: RunsService) {}

  @Get(':id')
  @Allow('run.read')
  @Operation({
    id: 'getRun',
    summary: 'One run, and what stands still of it; input and output for those who may read payloads',
    params: runParams,
    query: readRunQuery,
    response: runWithPayloadDto,
    problems: [404],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: runParams }) { id }: RunParams,
    @Query({ schema: readRunQuery }) query: ReadRunQuery,
  ): Promise<RunDetailDto> {
    return this.runs.read(actor, id, query);
  }

  @Get(':id/document')
  @Allow('workflow.read')
  @Operation({
    id: 'getRunDocument',
    summary: 'The workflow document that the run executes: of a version, or of the draft that it tests',
    params: runParams,
    response: runDocumentDto,
    problems: [404],
  })
  readDocument(@CurrentActor() actor: Actor, @Param({ schema: runParams }) { id }: RunParams): Promise<RunDocumentDto> {
    return this.runs.readDocument(actor, id);
  }

  @Post(':id/cancel')
  @Allow('run.operate')
  @Operation({
    id: 'cancelRun',
    summary: 'Cancel a run: at once when it waits, else at its next step',
    params: runParams,
    body: cancelRunRequest,
    isBodyOptional: true,
    status: 202,
    response: cancelResultDto,
    problems: [404],
  })
  cancel(
    @CurrentActor() actor: Actor,
    @Param({ schema: runParams }) { id }: RunParams,
    @Body({ schema: cancelRunRequest }) body: CancelRunRequest,
  ): Promise<CancelResultDto> {
    return this.runs.cancel(actor, id, { compensate: body?.compensate === true });
  }
}
