import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import tables from '../../../components/table.module.css';
import { Time } from '../../../components/time.tsx';
import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../connections.module.css';
import { ConnectionMark } from './connection-mark.tsx';
import { HealthBadge } from '../../../components/connection-health/health-badge.tsx';

interface Props {
  readonly connections: readonly Connection[];
  readonly connectors: readonly ConnectorDescription[];
}

const COLUMNS = ['name', 'connector', 'account', 'health', 'lastUsed'] as const;

/** Connections, one in each row. */
export function ConnectionTable({ connections, connectors }: Props): ReactElement {
  const { t } = useTranslation('connections');
  const workspace = useWorkspace();
  return (
    <div className={tables.frame}>
      <table className={`${tables.table ?? ''} ${styles.table ?? ''}`} aria-label={t('title')}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" data-column={column}>
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <tr key={connection.id}>
              <td className={tables.strong} data-column="name">
                <Link
                  className={tables.link}
                  to="/w/$workspace/connections/$connection"
                  params={{ workspace, connection: connection.name }}
                >
                  {connection.name}
                </Link>
              </td>
              <td data-column="connector">
                <ConnectionMark connection={connection} connectors={connectors} />
              </td>
              <td data-column="account" title={connection.account?.label}>
                {connection.account?.label ?? <span className={tables.soft}>{t('noAccount')}</span>}
              </td>
              <td data-column="health">
                <HealthBadge connection={connection} />
              </td>
              <td data-column="lastUsed">
                {connection.lastUsedAt === undefined ? (
                  <span className={tables.soft}>{t('never', { ns: 'common' })}</span>
                ) : (
                  <Time at={connection.lastUsedAt} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
