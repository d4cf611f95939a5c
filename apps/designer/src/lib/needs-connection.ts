import type { ConnectorDescription } from './contract.ts';

/** Whether nothing of a connector can be called without a connection. One that calls any host may call those that ask for none. */
export const needsConnection = ({ auth, permissions }: Pick<ConnectorDescription, 'auth' | 'permissions'>): boolean =>
  auth.length > 0 && auth.every(({ kind }) => kind !== 'none') && !permissions.hosts.includes('*');
