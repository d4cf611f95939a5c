import type { ActionSummary, JsonObject } from '@millrace/machine';

/** A connector as the host describes it. */
export interface ConnectorDescription {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  /** SVG text. */
  readonly icon?: string;
  readonly actions: readonly {
    readonly name: string;
    readonly title: string;
    readonly description?: string;
    readonly effects: 'read' | 'write';
    readonly input: JsonObject;
    readonly output: JsonObject;
  }[];
}

/** What is installed. The connector host satisfies it. */
export interface ConnectorCatalogue {
  describe(): readonly ConnectorDescription[];
}

/** What checking a document needs to know of an action, or why there is none. */
export function findActionSummary(
  connectors: readonly ConnectorDescription[],
  connectorName: string,
  actionName: string,
): ActionSummary | { readonly missing: 'connector' | 'action' } {
  const connector = connectors.find(({ name }) => name === connectorName);
  if (connector === undefined) return { missing: 'connector' };
  const action = connector.actions.find(({ name }) => name === actionName);
  return action === undefined ? { missing: 'action' } : { input: action.input, output: action.output };
}

/** Connector name -> installed versions. */
export function versionsOf(connectors: readonly ConnectorDescription[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(connectors.map(({ name, version }) => [name, [version]]));
}
