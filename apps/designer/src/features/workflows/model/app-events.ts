import type { ConnectorDescription } from '../../../lib/contract.ts';
import { hasWords } from './templates.ts';

/** What a connector can report. */
export interface AppEvent {
  /** `<connector>/<trigger>`. */
  readonly use: string;
  readonly title: string;
  readonly description: string;
  readonly connector: ConnectorDescription;
}

/** The events of all connectors that a query finds. */
export function findEvents(connectors: readonly ConnectorDescription[], query: string): readonly AppEvent[] {
  return connectors.flatMap((connector) =>
    connector.triggers
      .map(({ name, title, description }) => ({ use: `${connector.name}/${name}`, title, description, connector }))
      .filter(({ title, description }) => hasWords(`${title} ${description} ${connector.title}`, query)),
  );
}
