import { Inject, Injectable } from '@nestjs/common';
import { CONNECTOR_CATALOGUE } from '../platform/tokens.ts';
import type { ConnectorCatalogue } from './connector-catalogue.ts';
import type { ConnectorPage } from './connectors.dto.ts';

/** Installed connectors, for the designer's palette and forms. */
@Injectable()
export class ConnectorsService {
  constructor(@Inject(CONNECTOR_CATALOGUE) private readonly catalogue: ConnectorCatalogue) {}

  list(): ConnectorPage {
    const items = this.catalogue.describe().map(({ name, version, title, description, icon, actions }) => ({
      name,
      version,
      title,
      description,
      icon,
      actions: actions.map((action) => ({
        name: action.name,
        title: action.title,
        description: action.description,
        effects: action.effects,
        input: { ...action.input },
        output: { ...action.output },
      })),
    }));
    return { items };
  }
}
