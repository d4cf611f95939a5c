import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { Connection, ConnectorDescription } from '../../lib/contract.ts';
import { useMay } from '../../lib/permissions.ts';
import { CONNECTIONS_KEY, testConnection } from '../../lib/queries/connections.ts';
import { ProblemAlert } from '../problem-alert.tsx';
import { ClientForm } from './client-form.tsx';
import './words.ts';

interface Props {
  readonly connector: ConnectorDescription;
  /** One that does not work, and signs in as the client itself. */
  readonly connection: Connection;
  readonly onWorks: (connection: Connection) => void;
}

/** The client of a connection for machines: nobody signs in, so it is tried by testing the connection. */
export function MachineClient({ connector, connection, onWorks }: Props): ReactElement | null {
  const { t } = useTranslation('oauth');
  const cache = useQueryClient();
  const mayManage = useMay('connection.manage_clients');
  const trying = useMutation({
    mutationFn: async (save: () => Promise<unknown>) => {
      await save();
      return testConnection(connection.name);
    },
    onSuccess: async (tested) => {
      await cache.invalidateQueries({ queryKey: CONNECTIONS_KEY });
      if (tested.health?.state === 'ok') onWorks(tested);
    },
  });
  if (!mayManage) return null;
  const { authKind = '', fields } = connection;
  return (
    <>
      <ClientForm
        {...{ connector, authKind }}
        fields={fields as Parameters<typeof ClientForm>[0]['fields']}
        text={trying.data?.health?.detail ?? t('client.machine', { connector: connector.title })}
        onSave={(save) => trying.mutate(save)}
        isSaving={trying.isPending}
      />
      {trying.error !== null && <ProblemAlert error={trying.error} />}
    </>
  );
}
