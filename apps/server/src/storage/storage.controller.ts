import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { workflowParams, type WorkflowParams } from '../workflows/workflows.dto.ts';
import {
  listStorageQuery,
  quotaRequest,
  storageDto,
  storagePage,
  storageQuery,
  type ListStorageQuery,
  type QuotaRequest,
  type StorageDto,
  type StoragePage,
  type StorageQuery,
} from './storage.dto.ts';
import { StorageService } from './storage.service.ts';

@ApiTags('Operation')
@Controller('api/v1')
export class StorageController {
  constructor(private readonly storage: StorageService) {}

  @Get('storage')
  @Allow('workflow.read')
  @Operation({
    id: 'listStorage',
    summary: 'How many bytes the runs of each workflow hold, those with most first',
    query: listStorageQuery,
    response: storagePage,
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: listStorageQuery }) query: ListStorageQuery,
  ): Promise<StoragePage> {
    return this.storage.list(actor, query);
  }

  @Get('workflows/:name/storage')
  @Allow('workflow.read')
  @Operation({
    id: 'getStorage',
    summary: 'How many bytes the runs of a workflow hold, and what a quota would remove',
    params: workflowParams,
    query: storageQuery,
    response: storageDto,
    problems: [404],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
    @Query({ schema: storageQuery }) query: StorageQuery,
  ): Promise<StorageDto> {
    return this.storage.read(actor, name, query);
  }

  @Put('workflows/:name/quota')
  @Allow('workspace.settings')
  @Operation({
    id: 'setQuota',
    summary: 'How many bytes its runs may hold: beyond that the payloads of the oldest ended runs are removed',
    params: workflowParams,
    body: quotaRequest,
    response: storageDto,
    problems: [403, 404, 422],
  })
  setQuota(
    @CurrentActor() actor: Actor,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
    @Body({ schema: quotaRequest }) body: QuotaRequest,
  ): Promise<StorageDto> {
    return this.storage.setQuota(actor, name, body);
  }
}
