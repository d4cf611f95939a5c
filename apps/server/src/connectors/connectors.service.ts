import { Injectable } from '@nestjs/common';
import type { Actor } from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { ConnectorCatalogue, type WantedConnector } from './connector-catalogue.ts';
import { toConnectorDto, toListedConnector, type ConnectorDetail, type ConnectorPage } from './connectors.dto.ts';

/** Installed connectors, for the designer's palette, forms and pages. */
@Injectable()
export class ConnectorsService {
  constructor(private readonly catalogue: ConnectorCatalogue) {}

  async list({ workspace }: Actor): Promise<ConnectorPage> {
    return { items: (await this.catalogue.list(workspace.id)).map(toListedConnector) };
  }

  async read(actor: Actor, wanted: WantedConnector): Promise<ConnectorDetail> {
    const seen = await this.catalogue.peek(actor, wanted);
    const found = seen && (await this.catalogue.find(actor.workspace.id, wanted));
    if (found === undefined) throw noSuchConnector(wanted);
    return { ...toConnectorDto(found), readme: found.readme };
  }
}

/** `connector.not_found` */
export function noSuchConnector({ name, version }: WantedConnector): ServerError {
  const which = version === undefined ? `No connector "${name}"` : `No version ${version} of the connector "${name}"`;
  return new ServerError('connector.not_found', `${which} is installed. See the Connectors page for what is.`);
}
