import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { RunEventsService } from './run-events.service.ts';
import { runParams, type RunParams } from './runs.dto.ts';
import { runEventDto } from './steps.dto.ts';

const STREAM = {
  type: 'text/event-stream',
  description: 'Server-sent events: `event` is the kind, `data` a RunEvent. A comment every 15 seconds keeps it open.',
};

@ApiTags('Runs')
@Controller('api/v1/runs')
export class RunEventsController {
  constructor(private readonly events: RunEventsService) {}

  @Get('events')
  @Allow('run.read')
  @Operation({
    id: 'followRuns',
    summary: 'Follow all runs live',
    produces: STREAM,
    response: runEventDto,
    problems: [429],
  })
  followAll(@CurrentCaller() caller: Caller): Promise<void> {
    return this.events.follow(caller);
  }

  @Get(':id/events')
  @Allow('run.read')
  @Operation({
    id: 'followRun',
    summary: 'Follow one run live',
    params: runParams,
    produces: STREAM,
    response: runEventDto,
    problems: [404, 429],
  })
  followOne(@CurrentCaller() caller: Caller, @Param({ schema: runParams }) { id }: RunParams): Promise<void> {
    return this.events.follow(caller, id);
  }
}
