import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { workflowParams, type WorkflowParams } from '../workflows/workflows.dto.ts';
import { rolloutAnswer, rolloutRequest, type RolloutAnswer, type RolloutRequest } from './rollouts.dto.ts';
import { RolloutsService } from './rollouts.service.ts';

@ApiTags('Versions')
@Controller('api/v1/workflows/:name/rollout')
export class RolloutsController {
  constructor(private readonly rollouts: RolloutsService) {}

  @Get()
  @Allow('workflow.read')
  @Operation({
    id: 'getRollout',
    summary: 'The rollout that is active, with how both versions do, or the one that ended last',
    params: workflowParams,
    response: rolloutAnswer,
    problems: [404],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
  ): Promise<RolloutAnswer> {
    return this.rollouts.read(actor, name);
  }

  @Put()
  @Allow('workflow.publish')
  @Operation({
    id: 'putRollout',
    summary: 'Let a version have a part of the new runs, change that part, or make the version live (100 percent)',
    params: workflowParams,
    body: rolloutRequest,
    response: rolloutAnswer,
    problems: [404, 409, 422],
  })
  put(
    @CurrentActor() actor: Actor,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
    @Body({ schema: rolloutRequest }) body: RolloutRequest,
  ): Promise<RolloutAnswer> {
    return this.rollouts.put(actor, name, body);
  }

  @Delete()
  @Allow('workflow.publish')
  @Operation({
    id: 'removeRollout',
    summary: 'Roll back: new runs are those of the live version again; none there is no problem',
    params: workflowParams,
    status: 204,
    problems: [404],
  })
  remove(@CurrentActor() actor: Actor, @Param({ schema: workflowParams }) { name }: WorkflowParams): Promise<void> {
    return this.rollouts.remove(actor, name);
  }
}
