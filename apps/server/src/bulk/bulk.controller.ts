import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  bulkDetailDto,
  bulkDto,
  bulkItemPage,
  bulkPage,
  bulkParams,
  bulkPlanDto,
  listBulkItemsQuery,
  listBulksQuery,
  makeBulkQuery,
  makeBulkRequest,
  type BulkDetailDto,
  type BulkDto,
  type BulkItemPage,
  type BulkPage,
  type BulkParams,
  type BulkPlanDto,
  type ListBulkItemsQuery,
  type ListBulksQuery,
  type MakeBulkQuery,
  type MakeBulkRequest,
} from './bulk.dto.ts';
import { BulkService } from './bulk.service.ts';

const CHANGE = { params: bulkParams, response: bulkDto, problems: [404, 409] };

@ApiTags('Bulk actions')
@Controller('api/v1/bulk')
export class BulkController {
  constructor(private readonly bulk: BulkService) {}

  @Post()
  @Allow('run.operate')
  @Operation({
    id: 'makeBulk',
    summary:
      'Retry, replay or cancel many runs, or redrive or discard many dead letters: those of a filter, or picked ones. The list is frozen now',
    query: makeBulkQuery,
    body: makeBulkRequest,
    status: 202,
    response: bulkDto,
    otherResponses: { 200: { description: 'With `dryRun`: what would be done.', schema: bulkPlanDto } },
    headers: { Location: 'The bulk action.' },
    problems: [422],
  })
  make(
    @CurrentCaller() caller: Caller,
    @Query({ schema: makeBulkQuery }) { dryRun }: MakeBulkQuery,
    @Body({ schema: makeBulkRequest }) body: MakeBulkRequest,
  ): Promise<BulkDto | BulkPlanDto> {
    return dryRun === 'true' ? this.bulk.plan(caller, body) : this.bulk.make(caller, body);
  }

  @Get()
  @Allow('run.read')
  @Operation({ id: 'listBulks', summary: 'Bulk actions, newest first', query: listBulksQuery, response: bulkPage })
  list(@CurrentActor() actor: Actor, @Query({ schema: listBulksQuery }) query: ListBulksQuery): Promise<BulkPage> {
    return this.bulk.list(actor, query);
  }

  @Get(':id')
  @Allow('run.read')
  @Operation({
    id: 'getBulk',
    summary: 'One bulk action: how far it is, and how its new runs go',
    params: bulkParams,
    response: bulkDetailDto,
    problems: [404],
  })
  read(@CurrentActor() actor: Actor, @Param({ schema: bulkParams }) { id }: BulkParams): Promise<BulkDetailDto> {
    return this.bulk.read(actor, id);
  }

  @Get(':id/items')
  @Allow('run.read')
  @Operation({
    id: 'listBulkItems',
    summary: 'What became of each run of a bulk action, oldest run first',
    params: bulkParams,
    query: listBulkItemsQuery,
    response: bulkItemPage,
    problems: [404],
  })
  listItems(
    @CurrentActor() actor: Actor,
    @Param({ schema: bulkParams }) { id }: BulkParams,
    @Query({ schema: listBulkItemsQuery }) query: ListBulkItemsQuery,
  ): Promise<BulkItemPage> {
    return this.bulk.listItems(actor, id, query);
  }

  @Post(':id/pause')
  @Allow('run.operate')
  @Operation({ ...CHANGE, id: 'pauseBulk', summary: 'Begin nothing more until it is resumed' })
  pause(@CurrentActor() actor: Actor, @Param({ schema: bulkParams }) { id }: BulkParams): Promise<BulkDto> {
    return this.bulk.change(actor, id, 'paused');
  }

  @Post(':id/resume')
  @Allow('run.operate')
  @Operation({ ...CHANGE, id: 'resumeBulk', summary: 'Go on, also when it has stopped by itself' })
  resume(@CurrentActor() actor: Actor, @Param({ schema: bulkParams }) { id }: BulkParams): Promise<BulkDto> {
    return this.bulk.change(actor, id, 'running');
  }

  @Post(':id/abort')
  @Allow('run.operate')
  @Operation({ ...CHANGE, id: 'abortBulk', summary: 'Begin nothing more, for ever; what was done stays done' })
  abort(@CurrentActor() actor: Actor, @Param({ schema: bulkParams }) { id }: BulkParams): Promise<BulkDto> {
    return this.bulk.change(actor, id, 'aborted');
  }
}
