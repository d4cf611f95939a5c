import { IconWorld } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';
import styles from '../connections.module.css';

interface Props {
  readonly connection: Connection;
  readonly connector: ConnectorDescription | undefined;
}

/** Where the secrets of a connection may be sent. */
export function AllowedHosts({ connection, connector }: Props): ReactElement | null {
  const { t } = useTranslation('connections');
  const own = connection.allowedHosts;
  const hosts = own ?? connector?.permissions.hosts ?? [];
  if (connection.kind === 'secret') return null;
  return (
    <section className={styles.card} aria-labelledby="hosts-title">
      <h2 id="hosts-title">{t('hosts.title')}</h2>
      <p className={styles.cardText}>{t(own === undefined ? 'hosts.connectorText' : 'hosts.ownText')}</p>
      <ul className={styles.hosts}>
        {hosts.map((host) => (
          <li key={host}>
            <IconWorld size={16} stroke={1.75} aria-hidden="true" />
            <code>{host}</code>
          </li>
        ))}
      </ul>
      {hosts.length === 0 && <p className={styles.cardText}>{t('hosts.none')}</p>}
    </section>
  );
}
