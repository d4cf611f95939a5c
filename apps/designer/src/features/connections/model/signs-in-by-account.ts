import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';

/** Whether a person signs in at the service itself, so that there are no secrets to type. */
export function signsInByAccount(
  { authKind }: Pick<Connection, 'authKind'>,
  connector: Pick<ConnectorDescription, 'auth'> | undefined,
): boolean {
  const auth = connector?.auth.find(({ name }) => name === authKind);
  return auth?.kind === 'oauth2' && auth.oauth2?.grant !== 'client_credentials';
}
