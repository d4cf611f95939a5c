import { Inject, Injectable } from '@nestjs/common';
import { CONNECTOR_CATALOGUE } from '../platform/tokens.ts';
import type { ConnectorCatalogue } from './connector-catalogue.ts';
import type { ConnectorPage } from './connectors.dto.ts';

const PLAIN_ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="8"/></svg>';

/** Installed connectors, for the designer's palette and forms. */
@Injectable()
export class ConnectorsService {
  constructor(@Inject(CONNECTOR_CATALOGUE) private readonly catalogue: ConnectorCatalogue) {}

  list(): ConnectorPage {
    const items = this.catalogue
      .describe()
      .map(({ name, version, title, description, icon = PLAIN_ICON, actions }) => ({
        name,
        version,
        title,
        description,
        icon,
        actions: actions.map((action) => ({
          name: action.name,
          title: action.title,
          description: action.description ?? '',
          effects: action.effects,
          input: { ...action.input },
          output: { ...action.output },
        })),
      }));
    return { items };
  }
}
