import type { ConnectorAction, ConnectorDescription } from '../../../lib/contract.ts';

/** What a task calls. */
interface FoundAction {
  readonly connector: ConnectorDescription;
  readonly action: ConnectorAction;
}

/** The action of a task's resource, if its connector is installed. */
export function findAction(connectors: readonly ConnectorDescription[], resource: string): FoundAction | undefined {
  const [connectorName, actionName] = resource.replace(/^connector:/, '').split('/');
  const connector = connectors.find(({ name }) => name === connectorName);
  const action = connector?.actions.find(({ name }) => name === actionName);
  return connector === undefined || action === undefined ? undefined : { connector, action };
}

export const describeAction = ({ connector, action }: FoundAction): string => `${connector.title} · ${action.title}`;
