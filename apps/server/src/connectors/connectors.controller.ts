import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  connectorDetail,
  connectorPage,
  connectorParams,
  connectorQuery,
  type ConnectorDetail,
  type ConnectorPage,
  type ConnectorParams,
  type ConnectorQuery,
} from './connectors.dto.ts';
import { ConnectorsService } from './connectors.service.ts';

@ApiTags('Connectors')
@Controller('api/v1/connectors')
export class ConnectorsController {
  constructor(private readonly connectors: ConnectorsService) {}

  @Get()
  @Allow('connector.read')
  @Operation({ id: 'listConnectors', summary: 'Installed connectors with their actions', response: connectorPage })
  list(@CurrentActor() actor: Actor): Promise<ConnectorPage> {
    return this.connectors.list(actor);
  }

  @Get(':name')
  @Allow('connector.read')
  @Operation({
    id: 'getConnector',
    summary: 'One connector, with what its package says of it',
    params: connectorParams,
    query: connectorQuery,
    response: connectorDetail,
    problems: [404],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: connectorParams }) { name }: ConnectorParams,
    @Query({ schema: connectorQuery }) { version }: ConnectorQuery,
  ): Promise<ConnectorDetail> {
    return this.connectors.read(actor, { name, version });
  }
}
