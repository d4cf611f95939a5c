import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { BaselinesService } from './baselines.service.ts';
import {
  baselineDto,
  baselineList,
  baselineParams,
  createBaselineRequest,
  type BaselineDto,
  type BaselineList,
  type BaselineParams,
  type CreateBaselineRequest,
} from './figures.dto.ts';

@ApiTags('Metrics')
@Controller('api/v1/metrics/baselines')
export class BaselinesController {
  constructor(private readonly baselines: BaselinesService) {}

  @Get()
  @Allow('run.read')
  @Operation({ id: 'listMetricBaselines', summary: 'Figures that were kept to compare with', response: baselineList })
  list(@CurrentActor() actor: Actor): Promise<BaselineList> {
    return this.baselines.list(actor);
  }

  @Post()
  @Allow('run.operate')
  @Operation({
    id: 'createMetricBaseline',
    summary: 'Keep the figures of a time, to compare with later',
    status: 201,
    body: createBaselineRequest,
    response: baselineDto,
    problems: [404, 409, 422],
  })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: createBaselineRequest }) body: CreateBaselineRequest,
  ): Promise<BaselineDto> {
    return this.baselines.create(actor, body);
  }

  @Delete(':id')
  @Allow('run.operate')
  @Operation({
    id: 'deleteMetricBaseline',
    summary: 'Delete a baseline',
    status: 204,
    params: baselineParams,
    problems: [404],
  })
  remove(@CurrentActor() actor: Actor, @Param({ schema: baselineParams }) { id }: BaselineParams): Promise<void> {
    return this.baselines.remove(actor, id);
  }
}
