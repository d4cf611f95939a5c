import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  listQueuesQuery,
  listScheduleStatesQuery,
  queueDto,
  queuePage,
  queueParams,
  scheduleStatePage,
  workspacePauseDto,
  type ListQueuesQuery,
  type ListScheduleStatesQuery,
  type QueueDto,
  type QueuePage,
  type QueueParams,
  type ScheduleStatePage,
  type WorkspacePauseDto,
} from './queues.dto.ts';
import { QueuesService } from './queues.service.ts';

@ApiTags('Operation')
@Controller('api/v1')
export class QueuesController {
  constructor(private readonly queues: QueuesService) {}

  @Get('queues')
  @Allow('metrics.read')
  @Operation({
    id: 'listQueues',
    summary: 'What waits and goes on of each workflow, by name',
    query: listQueuesQuery,
    response: queuePage,
  })
  list(@CurrentActor() actor: Actor, @Query({ schema: listQueuesQuery }) query: ListQueuesQuery): Promise<QueuePage> {
    return this.queues.list(actor, query);
  }

  @Post('queues/pause')
  @Allow('run.operate')
  @Operation({
    id: 'pauseWorkspace',
    summary: 'Let no run of the workspace begin; what is accepted waits, what has begun goes on',
    response: workspacePauseDto,
  })
  pauseWorkspace(@CurrentActor() actor: Actor): Promise<WorkspacePauseDto> {
    return this.queues.pauseWorkspace(actor);
  }

  @Post('queues/resume')
  @Allow('run.operate')
  @Operation({
    id: 'resumeWorkspace',
    summary: 'Let the runs of the workspace begin again, but those of workflows that are paused by themselves',
    status: 204,
  })
  resumeWorkspace(@CurrentActor() actor: Actor): Promise<void> {
    return this.queues.resumeWorkspace(actor);
  }

  @Post('queues/:workflow/pause')
  @Allow('run.operate')
  @Operation({
    id: 'pauseQueue',
    summary: 'Let no run of a workflow begin; what is accepted waits, what has begun goes on',
    params: queueParams,
    response: queueDto,
    problems: [404],
  })
  pause(@CurrentActor() actor: Actor, @Param({ schema: queueParams }) { workflow }: QueueParams): Promise<QueueDto> {
    return this.queues.pause(actor, workflow);
  }

  @Post('queues/:workflow/resume')
  @Allow('run.operate')
  @Operation({
    id: 'resumeQueue',
    summary: 'Let the runs of a workflow begin again, the oldest first',
    params: queueParams,
    response: queueDto,
    problems: [404],
  })
  resume(@CurrentActor() actor: Actor, @Param({ schema: queueParams }) { workflow }: QueueParams): Promise<QueueDto> {
    return this.queues.resume(actor, workflow);
  }

  @Get('schedules')
  @Allow('workflow.read')
  @Operation({
    id: 'listScheduleStates',
    summary: 'All schedules of live versions, with their next times and those that were missed',
    query: listScheduleStatesQuery,
    response: scheduleStatePage,
  })
  listSchedules(
    @CurrentActor() actor: Actor,
    @Query({ schema: listScheduleStatesQuery }) query: ListScheduleStatesQuery,
  ): Promise<ScheduleStatePage> {
    return this.queues.listSchedules(actor, query);
  }
}
