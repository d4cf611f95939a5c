import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  checkOAuthClientRequest,
  oauthClientCheckDto,
  oauthClientDto,
  oauthClientParams,
  saveOAuthClientRequest,
  type CheckOAuthClientRequest,
  type OAuthClientCheckDto,
  type OAuthClientDto,
  type OAuthClientParams,
  type SaveOAuthClientRequest,
} from './oauth.dto.ts';
import { OAuthClientsService } from './oauth-clients.service.ts';

@ApiTags('OAuth')
@Controller('api/v1/oauth/clients')
export class OAuthClientsController {
  constructor(private readonly clients: OAuthClientsService) {}

  @Get(':connector/:authKind')
  @Allow('connection.manage_clients')
  @Operation({
    id: 'getOAuthClient',
    summary: 'As whom this workspace is registered with a service, and what to register there',
    params: oauthClientParams,
    response: oauthClientDto,
    problems: [422],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: oauthClientParams }) params: OAuthClientParams,
  ): Promise<OAuthClientDto> {
    return this.clients.read(actor, params);
  }

  @Put(':connector/:authKind')
  @Allow('connection.manage_clients')
  @Operation({
    id: 'saveOAuthClient',
    summary: 'Enter the client that the service has given; its secret is never shown again',
    params: oauthClientParams,
    body: saveOAuthClientRequest,
    response: oauthClientDto,
    problems: [409, 422, 503],
  })
  save(
    @CurrentActor() actor: Actor,
    @Param({ schema: oauthClientParams }) params: OAuthClientParams,
    @Body({ schema: saveOAuthClientRequest }) body: SaveOAuthClientRequest,
  ): Promise<OAuthClientDto> {
    return this.clients.save(actor, params, body);
  }

  @Delete(':connector/:authKind')
  @Allow('connection.manage_clients')
  @Operation({
    id: 'deleteOAuthClient',
    summary: 'Forget the client; connections that use it get no new tokens',
    params: oauthClientParams,
    status: 204,
    problems: [409, 422],
  })
  remove(@CurrentActor() actor: Actor, @Param({ schema: oauthClientParams }) params: OAuthClientParams): Promise<void> {
    return this.clients.remove(actor, params);
  }

  @Post(':connector/:authKind/check')
  @Allow('connection.manage_clients')
  @Operation({
    id: 'checkOAuthClient',
    summary: 'Ask the service whether it knows the client, before anybody signs in',
    params: oauthClientParams,
    body: checkOAuthClientRequest,
    response: oauthClientCheckDto,
    problems: [409, 422],
  })
  check(
    @CurrentActor() actor: Actor,
    @Param({ schema: oauthClientParams }) params: OAuthClientParams,
    @Body({ schema: checkOAuthClientRequest }) body: CheckOAuthClientRequest,
  ): Promise<OAuthClientCheckDto> {
    return this.clients.check(actor, params, body);
  }
}
