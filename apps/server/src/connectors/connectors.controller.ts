import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  connectorDetail,
  connectorPage,
  connectorParams,
  type ConnectorDetail,
  type ConnectorPage,
  type ConnectorParams,
} from './connectors.dto.ts';
import { ConnectorsService } from './connectors.service.ts';

@ApiTags('Connectors')
@Controller('api/v1/connectors')
export class ConnectorsController {
  constructor(private readonly connectors: ConnectorsService) {}

  @Get()
  @Allow('connector.read')
  @Operation({ id: 'listConnectors', summary: 'Installed connectors with their actions', response: connectorPage })
  list(): ConnectorPage {
    return this.connectors.list();
  }

  @Get(':name')
  @Allow('connector.read')
  @Operation({
    id: 'getConnector',
    summary: 'One connector, with what its package says of it',
    params: connectorParams,
    response: connectorDetail,
    problems: [404],
  })
  read(@Param({ schema: connectorParams }) { name }: ConnectorParams): ConnectorDetail {
    return this.connectors.read(name);
  }
}
