import { Button, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type ReactElement, useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConnectionDialog } from '../../../components/connection-dialog/connection-dialog.tsx';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { useConnections } from '../../../lib/queries/connections.ts';
import styles from './try-it.module.css';

interface Props {
  readonly connector: ConnectorDescription;
  readonly chosen: string | undefined;
  readonly onChoose: (connection: string | undefined) => void;
}

/** With which connection an action is tried. The only one there is, is chosen. */
export function TryConnection({ connector, chosen, onChoose }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const { data } = useConnections(connector.name);
  const mayWrite = useMay('connection.write');
  const [isCreating, setIsCreating] = useState(false);
  const connections = data?.items ?? [];
  const only = connections.length === 1 ? connections[0]?.name : undefined;
  const preselect = useEffectEvent((name: string) => {
    if (chosen === undefined) onChoose(name);
  });
  useEffect(() => {
    if (only !== undefined) preselect(only);
  }, [only]);
  return (
    <div className={styles.beside}>
      <Select
        label={t('try.connection')}
        placeholder={t('try.noConnection')}
        nothingFoundMessage={t('connections.none')}
        data={connections.map(({ name, account }) => ({
          value: name,
          label: account?.label === undefined ? name : `${name} (${account.label})`,
        }))}
        value={chosen ?? null}
        clearable
        clearButtonProps={{ 'aria-label': t('try.noConnection') }}
        onChange={(name) => onChoose(name ?? undefined)}
      />
      {mayWrite && (
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          onClick={() => setIsCreating(true)}
        >
          {t('try.newConnection')}
        </Button>
      )}
      {isCreating && (
        <ConnectionDialog
          connector={connector}
          taken={connections.map(({ name }) => name)}
          onClose={() => setIsCreating(false)}
          onCreated={({ name }) => {
            setIsCreating(false);
            onChoose(name);
          }}
        />
      )}
    </div>
  );
}
