import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ConnectAccountButton } from '../../../components/connection/connect-account-button.tsx';
import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';
import { CONNECTIONS_KEY } from '../../../lib/queries/connections.ts';
import { signsInByAccount } from '../model/signs-in-by-account.ts';

interface Props {
  readonly connection: Connection;
  readonly connector: ConnectorDescription | undefined;
}

/** Signs in again with the account of a connection, in the service's own window. */
export function Reconnect({ connection, connector }: Props): ReactElement | null {
  const cache = useQueryClient();
  const { name, authKind } = connection;
  if (connector === undefined || authKind === undefined || !signsInByAccount(connection, connector)) return null;
  return (
    <ConnectAccountButton
      connector={connector}
      request={{ connector: connector.name, authKind, name, reconnect: true }}
      onConnected={() => void cache.invalidateQueries({ queryKey: CONNECTIONS_KEY })}
    />
  );
}
