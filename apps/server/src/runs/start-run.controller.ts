import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { PathAndQuery } from '../http/validation.pipe.ts';
import {
  runOutput,
  startedRunDto,
  startRunAddress,
  startRunParams,
  startRunQuery,
  startRunRequest,
  type StartRunAddress,
  type StartRunRequest,
} from './runs.dto.ts';
import { StartRunService } from './start-run.service.ts';

@ApiTags('Runs')
@Controller('api/v1/workflows/:name/runs')
export class StartRunController {
  constructor(private readonly starts: StartRunService) {}

  @Post()
  @Allow('run.start')
  @Operation({
    id: 'startRun',
    summary: 'Start a run; with `wait`, answer with its output when it ends in time',
    params: startRunParams,
    query: startRunQuery,
    body: startRunRequest,
    status: 202,
    response: startedRunDto,
    otherResponses: { 200: { description: 'It succeeded within `wait`: its output.', schema: runOutput } },
    headers: { Location: 'The run.' },
    problems: [404, 409, 422, 429, 502],
  })
  start(
    @CurrentCaller() caller: Caller,
    @PathAndQuery(startRunAddress) address: StartRunAddress,
    @Body({ schema: startRunRequest }) body: StartRunRequest,
  ): Promise<unknown> {
    return this.starts.start(caller, address, body);
  }
}
