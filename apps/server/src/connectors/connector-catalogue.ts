import type { InstalledConnector } from '@millrace/connector-host';
import type { Manifest } from '@millrace/connector-sdk/platform';
import type { ActionSummary } from '@millrace/machine';

/** A connector as people see it. */
export interface ConnectorDescription {
  readonly manifest: Manifest;
  /** SVG text. */
  readonly icon: string;
  /** Markdown. */
  readonly readme: string;
}

/** What is installed. */
export interface ConnectorCatalogue {
  describe(): readonly ConnectorDescription[];
}

/** A catalogue of connectors: all of them that is data. */
export function createCatalogue(connectors: readonly InstalledConnector[]): ConnectorCatalogue {
  const descriptions = connectors.map(({ manifest, icon, readme }) => ({ manifest, icon, readme }));
  return { describe: () => descriptions };
}

/** What checking a document needs to know of an action, or why there is none. */
export function findActionSummary(
  connectors: readonly ConnectorDescription[],
  connectorName: string,
  actionName: string,
): ActionSummary | { readonly missing: 'connector' | 'action' } {
  const connector = connectors.find(({ manifest }) => manifest.name === connectorName);
  if (connector === undefined) return { missing: 'connector' };
  const { actions } = connector.manifest;
  const action = Object.hasOwn(actions, actionName) ? actions[actionName] : undefined;
  return action === undefined ? { missing: 'action' } : { input: action.input, output: action.output };
}

/** Connector name -> installed versions. */
export function versionsOf(connectors: readonly ConnectorDescription[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(connectors.map(({ manifest: { name, version } }) => [name, [version]]));
}
