import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { connectorPage, type ConnectorPage } from './connectors.dto.ts';
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
}
