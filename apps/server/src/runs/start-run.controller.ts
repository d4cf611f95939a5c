import { Body, Controller, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import type { FastifyReply } from 'fastify';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  runOutput,
  startedRunDto,
  startRunParams,
  startRunQuery,
  startRunRequest,
  type StartRunParams,
  type StartRunQuery,
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
    @CurrentActor() actor: Actor,
    @Param({ schema: startRunParams }) { name }: StartRunParams,
    @Query({ schema: startRunQuery }) { wait = 0 }: StartRunQuery,
    @Body({ schema: startRunRequest }) body: StartRunRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return this.starts.start(actor, { name, waitSeconds: wait, body }, reply);
  }
}
