import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { runParams, type RunParams } from './runs.dto.ts';
import {
  listStepsQuery,
  readStepQuery,
  runPayloadParams,
  stepDto,
  stepPage,
  stepParams,
  stepPayloadParams,
  type ListStepsQuery,
  type ReadStepQuery,
  type RunPayloadParams,
  type StepDto,
  type StepPage,
  type StepParams,
  type StepPayloadParams,
} from './steps.dto.ts';
import { StepsService } from './steps.service.ts';

const JSON_TYPE = 'application/json';
const produces = { type: JSON_TYPE, description: 'The value, as it was kept.' };

@ApiTags('Runs')
@Controller('api/v1/runs')
export class StepsController {
  constructor(private readonly steps: StepsService) {}

  @Get(':id/steps')
  @Allow('run.read')
  @Operation({
    id: 'listSteps',
    summary: 'Finished steps in order',
    params: runParams,
    query: listStepsQuery,
    response: stepPage,
    problems: [404],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param({ schema: runParams }) { id }: RunParams,
    @Query({ schema: listStepsQuery }) query: ListStepsQuery,
  ): Promise<StepPage> {
    return this.steps.list(actor, id, query);
  }

  @Get(':id/steps/:sequence')
  @Allow('run.read')
  @Operation({
    id: 'getStep',
    summary: 'One finished step; its values for those who may read payloads',
    params: stepParams,
    query: readStepQuery,
    response: stepDto,
    problems: [404],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: stepParams }) params: StepParams,
    @Query({ schema: readStepQuery }) query: ReadStepQuery,
  ): Promise<StepDto> {
    return this.steps.read(actor, params, query);
  }

  @Get(':id/steps/:sequence/payloads/:part')
  @Allow('run.read_payload')
  @Operation({
    ...{ id: 'getStepPayload', summary: 'One value of a step, of any size', params: stepPayloadParams },
    ...{ produces, problems: [404] },
  })
  async readPayload(
    @CurrentActor() actor: Actor,
    @Param({ schema: stepPayloadParams }) params: StepPayloadParams,
  ): Promise<StreamableFile> {
    const name = `${params.id}-${params.sequence}-${params.part}`;
    return toDownload(name, await this.steps.readPayload(actor, params));
  }

  @Get(':id/payloads/:part')
  @Allow('run.read_payload')
  @Operation({
    ...{ id: 'getRunPayload', summary: 'What a run took or gave, of any size', params: runPayloadParams },
    ...{ produces, problems: [404] },
  })
  async readRunPayload(
    @CurrentActor() actor: Actor,
    @Param({ schema: runPayloadParams }) params: RunPayloadParams,
  ): Promise<StreamableFile> {
    return toDownload(`${params.id}-${params.part}`, await this.steps.readRunPayload(actor, params));
  }
}

/** A browser that is sent there by a link saves it. */
const toDownload = (name: string, text: string): StreamableFile =>
  new StreamableFile(Buffer.from(text), { type: JSON_TYPE, disposition: `attachment; filename="${name}.json"` });
