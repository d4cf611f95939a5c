import type { State } from '@millrace/machine';
import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';

/** A step as quick add offers it. */
export interface StepTemplate {
  /** Its first name. */
  readonly title: string;
  readonly state: State;
  /** Its result goes into a variable of its own. */
  readonly keepsResult: boolean;
  readonly connector?: { readonly name: string; readonly version: string };
}

interface Known {
  readonly connectors: readonly ConnectorDescription[];
  readonly connections: readonly Connection[];
}

/**
 * A step with its connection, where there is only one that it could mean. A connector that calls any host works without one,
 * and must not get one unasked.
 */
export function withOnlyConnection(template: StepTemplate, { connectors, connections }: Known): StepTemplate {
  const { state, connector: called } = template;
  const connector = connectors.find(({ name }) => name === called?.name);
  const own = connections.filter((connection) => connection.connector === called?.name);
  const [only] = own;
  if (connector === undefined || only === undefined || own.length > 1) return template;
  if (connector.permissions.hosts.includes('*') || state.Type !== 'Task') return template;
  return { ...template, state: { ...state, Credentials: { Connection: only.name } } };
}
