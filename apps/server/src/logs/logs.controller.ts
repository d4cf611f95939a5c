import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { logEventDto, logStreamQuery, type LogStreamQuery } from './logs.dto.ts';
import { LogsService } from './logs.service.ts';

const STREAM = {
  type: 'text/event-stream',
  description: 'Server-sent events: `event` is the kind, `data` a LogEvent. A comment every 15 seconds keeps it open.',
};

@ApiTags('Operation')
@Controller('api/v1/logs')
export class LogsController {
  constructor(private readonly logs: LogsService) {}

  @Get('stream')
  @Allow('instance.operate')
  @Operation({
    id: 'streamLogs',
    summary: 'Follow the log of the process that answers: its last 1,000 lines, then what comes',
    query: logStreamQuery,
    produces: STREAM,
    response: logEventDto,
    problems: [403, 429],
  })
  stream(@CurrentCaller() caller: Caller, @Query({ schema: logStreamQuery }) query: LogStreamQuery): void {
    this.logs.follow(caller, query);
  }
}
