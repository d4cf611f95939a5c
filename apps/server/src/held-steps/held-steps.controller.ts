import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { runParams, type RunParams } from '../runs/runs.dto.ts';
import {
  decideStepRequest,
  heldStepPage,
  listHeldStepsQuery,
  type DecideStepRequest,
  type HeldStepPage,
  type ListHeldStepsQuery,
} from './held-steps.dto.ts';
import { HeldStepsService } from './held-steps.service.ts';

@ApiTags('Runs')
@Controller('api/v1')
export class HeldStepsController {
  constructor(private readonly held: HeldStepsService) {}

  @Get('held-steps')
  @Allow('run.read')
  @Operation({
    id: 'listHeldSteps',
    summary: 'Steps that stand still until somebody decides, or their connection is mended; oldest first',
    query: listHeldStepsQuery,
    response: heldStepPage,
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: listHeldStepsQuery }) query: ListHeldStepsQuery,
  ): Promise<HeldStepPage> {
    return this.held.list(actor, query);
  }

  @Post('runs/:id/decide')
  @Allow('run.operate')
  @Operation({
    id: 'decideStep',
    summary: 'Decide what becomes of a held step; the first decision counts',
    params: runParams,
    body: decideStepRequest,
    status: 204,
    problems: [404, 422],
  })
  decide(
    @CurrentActor() actor: Actor,
    @Param({ schema: runParams }) { id }: RunParams,
    @Body({ schema: decideStepRequest }) body: DecideStepRequest,
  ): Promise<void> {
    return this.held.decide(actor, id, body);
  }
}
