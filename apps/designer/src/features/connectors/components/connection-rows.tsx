import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { HealthBadge } from '../../../components/connection-health/health-badge.tsx';
import { useConnections } from '../../../lib/queries/connections.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../connector-page.module.css';

/** The connections that sign in with a connector. */
export function ConnectionRows({ connector }: { readonly connector: string }): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const { data } = useConnections(connector);
  if (data?.items.length === 0) return <p className={styles.quiet}>{t('connections.none')}</p>;
  return (
    <ul className={styles.connections}>
      {data?.items.map((connection) => (
        <li key={connection.id}>
          <Link
            to="/w/$workspace/connections/$connection"
            params={{ workspace, connection: connection.name }}
            className={styles.connectionLink}
          >
            {connection.name}
          </Link>
          <HealthBadge connection={connection} />
        </li>
      ))}
    </ul>
  );
}
