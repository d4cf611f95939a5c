import type { State } from '@millrace/machine';
import type { ConnectorAction, ConnectorDescription } from '../../../../lib/contract.ts';

/** What a task calls. */
export interface FoundAction {
  readonly connector: ConnectorDescription;
  readonly action: ConnectorAction;
}

/** The action of a task, if its connector is installed. */
export function findAction(connectors: readonly ConnectorDescription[], state: State): FoundAction | undefined {
  if (state.Type !== 'Task') return undefined;
  const [connectorName, actionName] = state.Resource.replace(/^connector:/, '').split('/');
  const connector = connectors.find(({ name }) => name === connectorName);
  const action = connector?.actions.find(({ name }) => name === actionName);
  return connector === undefined || action === undefined ? undefined : { connector, action };
}

export const describeAction = ({ connector, action }: FoundAction): string => `${connector.title} · ${action.title}`;
