import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  changeErrorGroupRequest,
  errorGroupDetailDto,
  errorGroupPage,
  errorGroupParams,
  listErrorGroupsQuery,
  type ChangeErrorGroupRequest,
  type ErrorGroupDetailDto,
  type ErrorGroupPage,
  type ErrorGroupParams,
  type ListErrorGroupsQuery,
} from './error-groups.dto.ts';
import { ErrorGroupsService } from './error-groups.service.ts';

@ApiTags('Errors')
@Controller('api/v1/errors')
export class ErrorGroupsController {
  constructor(private readonly groups: ErrorGroupsService) {}

  @Get()
  @Allow('run.read')
  @Operation({
    id: 'listErrorGroups',
    summary: 'Failures, grouped by what failed',
    query: listErrorGroupsQuery,
    response: errorGroupPage,
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: listErrorGroupsQuery }) query: ListErrorGroupsQuery,
  ): Promise<ErrorGroupPage> {
    return this.groups.list(actor, query);
  }

  @Get(':fingerprint')
  @Allow('run.read')
  @Operation({
    id: 'getErrorGroup',
    summary: 'One group: how often by hour and by version, and its newest runs',
    params: errorGroupParams,
    response: errorGroupDetailDto,
    problems: [404],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: errorGroupParams }) { fingerprint }: ErrorGroupParams,
  ): Promise<ErrorGroupDetailDto> {
    return this.groups.read(actor, fingerprint);
  }

  @Patch(':fingerprint')
  @Allow('run.operate')
  @Operation({
    id: 'changeErrorGroup',
    summary: 'Resolve, ignore or reopen a group, or say whose it is',
    params: errorGroupParams,
    body: changeErrorGroupRequest,
    response: errorGroupDetailDto,
    problems: [404, 422],
  })
  change(
    @CurrentActor() actor: Actor,
    @Param({ schema: errorGroupParams }) { fingerprint }: ErrorGroupParams,
    @Body({ schema: changeErrorGroupRequest }) body: ChangeErrorGroupRequest,
  ): Promise<ErrorGroupDetailDto> {
    return this.groups.change(actor, fingerprint, body);
  }
}
