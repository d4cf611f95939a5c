import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  alertChannelList,
  alertChannelParams,
  alertChannelSecretDto,
  alertChannelTestDto,
  changeAlertChannelRequest,
  makeAlertChannelRequest,
  type AlertChannelList,
  type AlertChannelParams,
  type AlertChannelSecretDto,
  type AlertChannelTestDto,
  type ChangeAlertChannelRequest,
  type MakeAlertChannelRequest,
} from './alert-channels.dto.ts';
import { AlertChannelsService } from './alert-channels.service.ts';

@ApiTags('Alerts')
@Controller('api/v1/alerts/channels')
export class AlertChannelsController {
  constructor(private readonly channels: AlertChannelsService) {}

  @Get()
  @Allow('alert.write')
  @Operation({ id: 'listAlertChannels', summary: 'Where alerts can go, by name', response: alertChannelList })
  list(@CurrentActor() actor: Actor): Promise<AlertChannelList> {
    return this.channels.list(actor);
  }

  @Post()
  @Allow('alert.write')
  @Operation({
    id: 'makeAlertChannel',
    summary: 'Make a channel. What a webhook is signed by is answered this once',
    body: makeAlertChannelRequest,
    status: 201,
    response: alertChannelSecretDto,
    problems: [409, 422, 503],
  })
  make(
    @CurrentActor() actor: Actor,
    @Body({ schema: makeAlertChannelRequest }) body: MakeAlertChannelRequest,
  ): Promise<AlertChannelSecretDto> {
    return this.channels.make(actor, body);
  }

  @Patch(':id')
  @Allow('alert.write')
  @Operation({
    id: 'changeAlertChannel',
    summary: 'Change a channel, or have it sign by another secret',
    params: alertChannelParams,
    body: changeAlertChannelRequest,
    response: alertChannelSecretDto,
    problems: [404, 409],
  })
  change(
    @CurrentActor() actor: Actor,
    @Param({ schema: alertChannelParams }) { id }: AlertChannelParams,
    @Body({ schema: changeAlertChannelRequest }) body: ChangeAlertChannelRequest,
  ): Promise<AlertChannelSecretDto> {
    return this.channels.change(actor, id, body);
  }

  @Delete(':id')
  @Allow('alert.write')
  @Operation({
    id: 'removeAlertChannel',
    summary: 'Remove a channel, also from all rules',
    params: alertChannelParams,
    status: 204,
    problems: [404],
  })
  remove(
    @CurrentActor() actor: Actor,
    @Param({ schema: alertChannelParams }) { id }: AlertChannelParams,
  ): Promise<void> {
    return this.channels.remove(actor, id);
  }

  @Post(':id/test')
  @HttpCode(200)
  @Allow('alert.write')
  @Operation({
    id: 'testAlertChannel',
    summary: 'Send a test by it, now, and say what happened',
    params: alertChannelParams,
    response: alertChannelTestDto,
    problems: [404],
  })
  test(
    @CurrentActor() actor: Actor,
    @Param({ schema: alertChannelParams }) { id }: AlertChannelParams,
  ): Promise<AlertChannelTestDto> {
    return this.channels.test(actor, id);
  }
}
