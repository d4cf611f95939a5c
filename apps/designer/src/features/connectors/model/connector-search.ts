export const CONNECTOR_TABS = ['docs', 'readme', 'versions', 'used-by', 'permissions', 'connections'] as const;
export type ConnectorTab = (typeof CONNECTOR_TABS)[number];

/** What of a connector's page is open, as the address holds it. */
export interface ConnectorSearch {
  readonly tab?: ConnectorTab;
  readonly action?: string;
  readonly trigger?: string;
  /** A move of workflows, on the tab that says who uses it. */
  readonly migration?: string;
}

/** Reads what is open from an address; what is not understood is left out. */
export function readConnectorSearch(search: Readonly<Record<string, unknown>>): ConnectorSearch {
  const tab = CONNECTOR_TABS.find((known) => known === search.tab);
  const { action, trigger, migration } = search;
  return {
    ...(tab === undefined ? {} : { tab }),
    ...(typeof action === 'string' && action !== '' ? { action } : {}),
    ...(typeof trigger === 'string' && trigger !== '' ? { trigger } : {}),
    ...(typeof migration === 'string' && migration !== '' ? { migration } : {}),
  };
}
