import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  alertRuleDto,
  alertRuleList,
  alertRuleParams,
  changeAlertRuleRequest,
  listAlertRulesQuery,
  makeAlertRuleRequest,
  type AlertRuleDto,
  type AlertRuleList,
  type AlertRuleParams,
  type ChangeAlertRuleRequest,
  type ListAlertRulesQuery,
  type MakeAlertRuleRequest,
} from './alert-rules.dto.ts';
import { AlertRulesService } from './alert-rules.service.ts';

@ApiTags('Alerts')
@Controller('api/v1/alerts/rules')
export class AlertRulesController {
  constructor(private readonly rules: AlertRulesService) {}

  @Get()
  @Allow('metrics.read')
  @Operation({
    id: 'listAlertRules',
    summary: 'What is watched, and how it stands: what fires first, then by name',
    query: listAlertRulesQuery,
    response: alertRuleList,
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: listAlertRulesQuery }) query: ListAlertRulesQuery,
  ): Promise<AlertRuleList> {
    return this.rules.list(actor, query);
  }

  @Post()
  @Allow('alert.write')
  @Operation({
    id: 'makeAlertRule',
    summary: 'Watch something. It is looked at at once',
    body: makeAlertRuleRequest,
    status: 201,
    response: alertRuleDto,
    problems: [404, 422],
  })
  make(
    @CurrentActor() actor: Actor,
    @Body({ schema: makeAlertRuleRequest }) body: MakeAlertRuleRequest,
  ): Promise<AlertRuleDto> {
    return this.rules.make(actor, body);
  }

  @Get(':id')
  @Allow('metrics.read')
  @Operation({
    id: 'getAlertRule',
    summary: 'One rule',
    params: alertRuleParams,
    response: alertRuleDto,
    problems: [404],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: alertRuleParams }) { id }: AlertRuleParams,
  ): Promise<AlertRuleDto> {
    return this.rules.read(actor, id);
  }

  @Patch(':id')
  @Allow('alert.write')
  @Operation({
    id: 'changeAlertRule',
    summary: 'Change a rule, mute it for a while, or switch it off',
    params: alertRuleParams,
    body: changeAlertRuleRequest,
    response: alertRuleDto,
    problems: [404],
  })
  change(
    @CurrentActor() actor: Actor,
    @Param({ schema: alertRuleParams }) { id }: AlertRuleParams,
    @Body({ schema: changeAlertRuleRequest }) body: ChangeAlertRuleRequest,
  ): Promise<AlertRuleDto> {
    return this.rules.change(actor, id, body);
  }

  @Delete(':id')
  @Allow('alert.write')
  @Operation({
    id: 'removeAlertRule',
    summary: 'Watch it no more. What it told stays',
    params: alertRuleParams,
    status: 204,
    problems: [404],
  })
  remove(@CurrentActor() actor: Actor, @Param({ schema: alertRuleParams }) { id }: AlertRuleParams): Promise<void> {
    return this.rules.remove(actor, id);
  }
}
