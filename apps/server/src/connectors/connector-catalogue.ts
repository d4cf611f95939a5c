import type { Connector } from '@millrace/connector-sdk';
import type { ActionSummary, JsonObject } from '@millrace/machine';

/** A connector as the host describes it. */
export interface ConnectorDescription {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  /** SVG text. */
  readonly icon: string;
  readonly actions: readonly {
    readonly name: string;
    readonly title: string;
    readonly description: string;
    readonly effects: 'read' | 'write';
    readonly input: JsonObject;
    readonly output: JsonObject;
  }[];
}

/** What is installed. */
export interface ConnectorCatalogue {
  describe(): readonly ConnectorDescription[];
}

/** A catalogue of connectors: all of them that is data. */
export function createCatalogue(connectors: readonly Connector[]): ConnectorCatalogue {
  const descriptions = connectors.map(({ name, version, title, description, icon, actions }) => ({
    name,
    version,
    title,
    description,
    icon,
    actions: Object.entries(actions).map(([action, definition]) => ({
      name: action,
      title: definition.title,
      description: definition.description,
      effects: definition.effects,
      input: asJson(definition.input),
      output: asJson(definition.output),
    })),
  }));
  return { describe: () => descriptions };
}

/** Schemas are objects with more than JSON to them; only the JSON leaves the process. */
function asJson(schema: object): JsonObject {
  return JSON.parse(JSON.stringify(schema)) as JsonObject;
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
