import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { schedulePage, schedulesParams, type SchedulePage, type SchedulesParams } from './schedules.dto.ts';
import { SchedulesService } from './schedules.service.ts';

@ApiTags('Workflows')
@Controller('api/v1/workflows/:name/schedules')
export class SchedulesController {
  constructor(private readonly schedules: SchedulesService) {}

  @Get()
  @Allow('workflow.read')
  @Operation({
    id: 'listSchedules',
    summary: 'The schedules of the live version, with their next times',
    params: schedulesParams,
    response: schedulePage,
    problems: [404],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param({ schema: schedulesParams }) { name }: SchedulesParams,
  ): Promise<SchedulePage> {
    return this.schedules.list(actor, name);
  }
}
