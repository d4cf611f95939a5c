import type { ConnectorDescription } from './contract.ts';

/** Whether nothing of a connector can be called without a connection. */
export const needsConnection = ({ auth }: Pick<ConnectorDescription, 'auth'>): boolean =>
  auth.length > 0 && auth.every(({ kind }) => kind !== 'none');
