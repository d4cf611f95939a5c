import { Body, Controller, Get, Param, Post, Query, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  deadLetterDetailDto,
  deadLetterGroupPage,
  deadLetterPage,
  deadLetterParams,
  discardRequest,
  exportDeadLettersQuery,
  listDeadLettersQuery,
  readDeadLetterQuery,
  redriveRequest,
  type DeadLetterDetailDto,
  type DeadLetterGroupPage,
  type DeadLetterPage,
  type DeadLetterParams,
  type DiscardRequest,
  type ExportDeadLettersQuery,
  type ListDeadLettersQuery,
  type ReadDeadLetterQuery,
  type RedriveRequestBody,
} from './dead-letters.dto.ts';
import { DeadLettersService } from './dead-letters.service.ts';

@ApiTags('Dead letters')
@Controller('api/v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly letters: DeadLettersService) {}

  @Get()
  @Allow('run.read')
  @Operation({
    id: 'listDeadLetters',
    summary: 'What could not be processed, what failed last first',
    query: listDeadLettersQuery,
    response: deadLetterPage,
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: listDeadLettersQuery }) query: ListDeadLettersQuery,
  ): Promise<DeadLetterPage> {
    return this.letters.list(actor, query);
  }

  @Get('groups')
  @Allow('run.read')
  @Operation({
    id: 'listDeadLetterGroups',
    summary: 'The same by reason, what failed last first',
    query: listDeadLettersQuery,
    response: deadLetterGroupPage,
  })
  listGroups(
    @CurrentActor() actor: Actor,
    @Query({ schema: listDeadLettersQuery }) query: ListDeadLettersQuery,
  ): Promise<DeadLetterGroupPage> {
    return this.letters.listGroups(actor, query);
  }

  @Get('export')
  @Allow('run.read')
  @Operation({
    id: 'exportDeadLetters',
    summary: 'The same as a file, with all that came for those who may read payloads',
    query: exportDeadLettersQuery,
    produces: { type: 'application/jsonl', description: 'A dead letter in a line.' },
  })
  export(
    @CurrentCaller() caller: Caller,
    @Query({ schema: exportDeadLettersQuery }) query: ExportDeadLettersQuery,
  ): Promise<StreamableFile> {
    return this.letters.export(caller, query);
  }

  @Get(':id')
  @Allow('run.read')
  @Operation({
    id: 'getDeadLetter',
    summary: 'One dead letter, with all that came for those who may read payloads',
    params: deadLetterParams,
    query: readDeadLetterQuery,
    response: deadLetterDetailDto,
    problems: [404],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: deadLetterParams }) { id }: DeadLetterParams,
    @Query({ schema: readDeadLetterQuery }) { payloads }: ReadDeadLetterQuery,
  ): Promise<DeadLetterDetailDto> {
    return this.letters.read(actor, id, payloads);
  }

  @Post(':id/redrive')
  @Allow('run.operate')
  @Operation({
    id: 'redriveDeadLetter',
    summary: 'Try it again by the way that it came, in the live version, with what came or with other data',
    params: deadLetterParams,
    body: redriveRequest,
    isBodyOptional: true,
    response: deadLetterDetailDto,
    problems: [404, 409, 422, 429],
  })
  redrive(
    @CurrentCaller() caller: Caller,
    @Param({ schema: deadLetterParams }) { id }: DeadLetterParams,
    @Body({ schema: redriveRequest }) body: RedriveRequestBody,
  ): Promise<DeadLetterDetailDto> {
    return this.letters.redrive(caller, id, body);
  }

  @Post(':id/discard')
  @Allow('run.operate')
  @Operation({
    id: 'discardDeadLetter',
    summary: 'Leave it at that, and say why',
    params: deadLetterParams,
    body: discardRequest,
    response: deadLetterDetailDto,
    problems: [404, 409],
  })
  discard(
    @CurrentActor() actor: Actor,
    @Param({ schema: deadLetterParams }) { id }: DeadLetterParams,
    @Body({ schema: discardRequest }) body: DiscardRequest,
  ): Promise<DeadLetterDetailDto> {
    return this.letters.discard(actor, id, body);
  }
}
