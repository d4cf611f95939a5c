import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { PathAndQuery } from '../http/validation.pipe.ts';
import {
  replayRunRequest,
  retryPlanDto,
  retryRunAddress,
  retryRunQuery,
  retryRunRequest,
  type ReplayRunRequest,
  type RetryRunAddress,
  type RetryRunRequest,
} from './retries.dto.ts';
import { RetriesService } from './retries.service.ts';
import { runDto, runParams, type RunDto, type RunParams } from './runs.dto.ts';

@ApiTags('Runs')
@Controller('api/v1/runs')
export class RetriesController {
  constructor(private readonly retries: RetriesService) {}

  @Post(':id/retry')
  @Allow('run.operate')
  @Operation({
    id: 'retryRun',
    summary: 'Make a new run that goes on where this one failed, or from one of its steps; what had finished is kept',
    params: runParams,
    query: retryRunQuery,
    body: retryRunRequest,
    isBodyOptional: true,
    status: 202,
    response: runDto,
    otherResponses: { 200: { description: 'Of `dryRun`: where it would begin.', schema: retryPlanDto } },
    headers: { Location: 'The new run.' },
    problems: [404, 409, 422, 429],
  })
  retry(
    @CurrentCaller() caller: Caller,
    @PathAndQuery(retryRunAddress) address: RetryRunAddress,
    @Body({ schema: retryRunRequest }) body: RetryRunRequest,
  ): Promise<unknown> {
    return this.retries.retry(caller, address, body);
  }

  @Post(':id/replay')
  @Allow('run.operate')
  @Operation({
    id: 'replayRun',
    summary: 'Make a new run with the input of this one, or another input, from the start',
    params: runParams,
    body: replayRunRequest,
    isBodyOptional: true,
    status: 202,
    response: runDto,
    headers: { Location: 'The new run.' },
    problems: [404, 409, 422, 429],
  })
  replay(
    @CurrentCaller() caller: Caller,
    @Param({ schema: runParams }) { id }: RunParams,
    @Body({ schema: replayRunRequest }) body: ReplayRunRequest,
  ): Promise<RunDto> {
    return this.retries.replay(caller, id, body);
  }
}
