import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  connectorTriggerPage,
  triggerParams,
  triggersParams,
  type ConnectorTriggerPage,
  type TriggerParams,
  type TriggersParams,
} from './triggers.dto.ts';
import { TriggersService } from './triggers.service.ts';

@ApiTags('Workflows')
@Controller('api/v1/workflows/:name/triggers')
export class TriggersController {
  constructor(private readonly triggers: TriggersService) {}

  @Get()
  @Allow('workflow.read')
  @Operation({
    id: 'listTriggers',
    summary: 'The connector triggers of the live version, with the state of each',
    params: triggersParams,
    response: connectorTriggerPage,
    problems: [404],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param({ schema: triggersParams }) { name }: TriggersParams,
  ): Promise<ConnectorTriggerPage> {
    return this.triggers.list(actor, name);
  }

  @Post(':triggerId/poll')
  @Allow('run.operate')
  @Operation({
    id: 'pollTrigger',
    summary: 'Ask the service now, and not when it is time',
    params: triggerParams,
    status: 204,
    problems: [404],
  })
  poll(@CurrentActor() actor: Actor, @Param({ schema: triggerParams }) params: TriggerParams): Promise<void> {
    return this.triggers.poll(actor, params);
  }
}
