import { Button } from '@mantine/core';
import { IconKey, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import type { Connection, ConnectorDescription } from '../../lib/contract.ts';
import { useMay } from '../../lib/permissions.ts';
import { allConnectionsQuery, MAX_CONNECTIONS_READ } from '../../lib/queries/connections.ts';
import { useConnectorList } from '../../lib/queries/connectors.ts';
import { ConnectionFilters } from './components/connection-filters.tsx';
import { ConnectionTable } from './components/connection-table.tsx';
import { NewConnection } from './components/new-connection.tsx';
import styles from './connections.module.css';
import { sortConnections } from '../../components/connection-health/connection-health.ts';
import { type ConnectionSearch, filterConnections } from './model/connection-search.ts';
import './words.ts';

const route = getRouteApi('/w/$workspace/connections');

/** Every connection of the workspace: what is broken first. */
export function ConnectionsPage(): ReactElement {
  const { t } = useTranslation('connections');
  const { data: all, error, isPending, refetch } = useQuery(allConnectionsQuery);
  const connectors = useConnectorList();
  const mayWrite = useMay('connection.write');
  const [isCreating, setIsCreating] = useState(false);
  const hasSome = all !== undefined && all.length > 0;
  const create = mayWrite && (
    <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setIsCreating(true)}>
      {t('new')}
    </Button>
  );
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('title')}
        {...(hasSome ? { aside: <span className={styles.count}>{all.length}</span>, actions: create } : {})}
      />
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton />}
      {all?.length === 0 && (
        <EmptyState icon={<IconKey size={20} />} title={t('empty.title')} text={t('empty.text')} action={create} />
      )}
      {hasSome && <ConnectionList connections={all} connectors={connectors} />}
      {isCreating && (
        <NewConnection connections={all ?? []} connectors={connectors} onClose={() => setIsCreating(false)} />
      )}
    </div>
  );
}

interface ListProps {
  readonly connections: readonly Connection[];
  readonly connectors: readonly ConnectorDescription[];
}

/** The connections that the filters leave. */
function ConnectionList({ connections, connectors }: ListProps): ReactElement {
  const { t } = useTranslation('connections');
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace/connections' });
  const narrow = (next: ConnectionSearch): void => void navigate({ search: next, replace: true });
  const shown = sortConnections(filterConnections(connections, search));
  return (
    <>
      <ConnectionFilters connections={connections} connectors={connectors} search={search} onSearch={narrow} />
      {shown.length > 0 ? (
        <ConnectionTable connections={shown} connectors={connectors} />
      ) : (
        <EmptyState
          icon={<IconSearch size={20} />}
          title={t('nothing.title')}
          text={t('nothing.text')}
          action={
            <Button variant="default" onClick={() => narrow({})}>
              {t('nothing.clear')}
            </Button>
          }
        />
      )}
      {connections.length >= MAX_CONNECTIONS_READ && (
        <p className={styles.cut}>{t('cut', { count: connections.length })}</p>
      )}
    </>
  );
}
