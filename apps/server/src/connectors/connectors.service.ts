import { Inject, Injectable } from '@nestjs/common';
import { ServerError } from '../errors.ts';
import { CONNECTOR_CATALOGUE } from '../platform/tokens.ts';
import type { ConnectorCatalogue } from './connector-catalogue.ts';
import { toConnectorDto, type ConnectorDetail, type ConnectorPage } from './connectors.dto.ts';

/** Installed connectors, for the designer's palette, forms and pages. */
@Injectable()
export class ConnectorsService {
  constructor(@Inject(CONNECTOR_CATALOGUE) private readonly catalogue: ConnectorCatalogue) {}

  list(): ConnectorPage {
    return { items: this.catalogue.describe().map(toConnectorDto) };
  }

  read(name: string): ConnectorDetail {
    const found = this.catalogue.describe().find(({ manifest }) => manifest.name === name);
    if (found !== undefined) return { ...toConnectorDto(found), readme: found.readme };
    throw new ServerError('connector.not_found', `No connector "${name}" is installed.`);
  }
}
