import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { workflowParams, type WorkflowParams } from '../workflows/workflows.dto.ts';
import {
  keepSampleRequest,
  keptSampleDto,
  renameSamplesRequest,
  sampleList,
  sampleParams,
  type KeepSampleRequest,
  type KeptSampleDto,
  type RenameSamplesRequest,
  type SampleList,
  type SampleParams,
} from './samples.dto.ts';
import { SamplesService } from './samples.service.ts';

@ApiTags('Tests')
@Controller('api/v1/workflows/:name/samples')
export class SamplesController {
  constructor(private readonly samples: SamplesService) {}

  @Get()
  @Allow('workflow.read')
  @Operation({
    id: 'listStepSamples',
    summary: 'What tests of the draft take instead of calling its steps: pins and mocks',
    params: workflowParams,
    response: sampleList,
    problems: [404],
  })
  list(@CurrentActor() actor: Actor, @Param({ schema: workflowParams }) { name }: WorkflowParams): Promise<SampleList> {
    return this.samples.list(actor, name);
  }

  @Post('rename')
  @Allow('workflow.write')
  @Operation({
    id: 'renameStepSamples',
    summary: 'Move samples along with the names of their steps',
    params: workflowParams,
    body: renameSamplesRequest,
    response: sampleList,
    problems: [404, 422],
  })
  rename(
    @CurrentActor() actor: Actor,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
    @Body({ schema: renameSamplesRequest }) { names }: RenameSamplesRequest,
  ): Promise<SampleList> {
    return this.samples.rename(actor, name, names);
  }

  @Put(':state')
  @Allow('workflow.write')
  @Operation({
    id: 'keepStepSample',
    summary: 'Pin a result of a step, or mock the step',
    params: sampleParams,
    body: keepSampleRequest,
    response: keptSampleDto,
    problems: [404, 409, 413, 422],
  })
  keep(
    @CurrentActor() actor: Actor,
    @Param({ schema: sampleParams }) params: SampleParams,
    @Body({ schema: keepSampleRequest }) body: KeepSampleRequest,
  ): Promise<KeptSampleDto> {
    return this.samples.keep(actor, params, body);
  }

  @Delete(':state')
  @Allow('workflow.write')
  @Operation({
    id: 'removeStepSample',
    summary: 'Let tests call the step again; none there is no problem',
    params: sampleParams,
    status: 204,
    problems: [404],
  })
  remove(@CurrentActor() actor: Actor, @Param({ schema: sampleParams }) params: SampleParams): Promise<void> {
    return this.samples.remove(actor, params);
  }
}
