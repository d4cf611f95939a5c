import { IconPlug, IconWebhook } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConnectorIcon } from '../../../components/connector-icon.tsx';
import tables from '../../../components/table.module.css';
import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';

interface Props {
  readonly connection: Connection;
  readonly connectors: readonly ConnectorDescription[];
}

/** Whose connection it is: the connector's mark and title. */
export function ConnectionMark({ connection, connectors }: Props): ReactElement {
  const { t } = useTranslation('connections');
  const connector = connectors.find(({ name }) => name === connection.connector);
  if (connection.kind === 'secret')
    return (
      <span className={tables.iconText}>
        <IconWebhook size={16} stroke={1.75} aria-hidden="true" />
        <span>{t('webhookSecret')}</span>
      </span>
    );
  return (
    <span className={tables.iconText}>
      {connector === undefined ? (
        <IconPlug size={16} stroke={1.75} aria-hidden="true" />
      ) : (
        <ConnectorIcon svg={connector.icon} size={16} />
      )}
      <span>{connector?.title ?? connection.connector}</span>
    </span>
  );
}
