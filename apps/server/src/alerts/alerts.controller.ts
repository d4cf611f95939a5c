import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  alertCountDto,
  alertDetailDto,
  alertDto,
  alertPage,
  alertParams,
  alertPreviewDto,
  listAlertsQuery,
  previewAlertRequest,
  type AlertCountDto,
  type AlertDetailDto,
  type AlertDto,
  type AlertPage,
  type AlertParams,
  type AlertPreviewDto,
  type ListAlertsQuery,
  type PreviewAlertRequest,
} from './alerts.dto.ts';
import { AlertsService } from './alerts.service.ts';

@ApiTags('Alerts')
@Controller('api/v1/alerts')
export class AlertsController {
  constructor(private readonly alerts: AlertsService) {}

  @Get()
  @Allow('metrics.read')
  @Operation({
    id: 'listAlerts',
    summary: 'What rules told, newest first',
    query: listAlertsQuery,
    response: alertPage,
  })
  list(@CurrentActor() actor: Actor, @Query({ schema: listAlertsQuery }) query: ListAlertsQuery): Promise<AlertPage> {
    return this.alerts.list(actor, query);
  }

  @Get('count')
  @Allow('metrics.read')
  @Operation({ id: 'countAlerts', summary: 'How many alerts go on now', response: alertCountDto })
  count(@CurrentActor() actor: Actor): Promise<AlertCountDto> {
    return this.alerts.count(actor);
  }

  @Post('preview')
  @HttpCode(200)
  @Allow('metrics.read')
  @Operation({
    id: 'previewAlert',
    summary: 'When a rule would have fired in the last seven days',
    body: previewAlertRequest,
    response: alertPreviewDto,
    problems: [404],
  })
  preview(
    @CurrentActor() actor: Actor,
    @Body({ schema: previewAlertRequest }) body: PreviewAlertRequest,
  ): Promise<AlertPreviewDto> {
    return this.alerts.preview(actor, body);
  }

  @Get(':id')
  @Allow('metrics.read')
  @Operation({
    id: 'getAlert',
    summary: 'One alert: what was known when it fired, and who was told',
    params: alertParams,
    response: alertDetailDto,
    problems: [404],
  })
  read(@CurrentActor() actor: Actor, @Param({ schema: alertParams }) { id }: AlertParams): Promise<AlertDetailDto> {
    return this.alerts.read(actor, id);
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  @Allow('alert.write')
  @Operation({
    id: 'acknowledgeAlert',
    summary: 'Say that somebody knows: there are no more reminders of it',
    params: alertParams,
    response: alertDto,
    problems: [404],
  })
  acknowledge(@CurrentActor() actor: Actor, @Param({ schema: alertParams }) { id }: AlertParams): Promise<AlertDto> {
    return this.alerts.acknowledge(actor, id);
  }
}
