import { Button } from '@mantine/core';
import { IconCircleCheck, IconKey } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { LookBadge } from '../../components/look-badge.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { FailedMark } from '../../components/state-marks.tsx';
import { ApiError } from '../../lib/api-error.ts';
import type { Connection, ConnectionDetail } from '../../lib/contract.ts';
import { useMay } from '../../lib/permissions.ts';
import { connectionQuery, CONNECTIONS_KEY, testConnection } from '../../lib/queries/connections.ts';
import { useConnectorList } from '../../lib/queries/connectors.ts';
import { AllowedHosts } from './components/allowed-hosts.tsx';
import { ConnectionActions } from './components/connection-actions.tsx';
import { ConnectionDetails } from './components/connection-details.tsx';
import { HealthBadge } from '../../components/connection-health/health-badge.tsx';
import { UsedBy } from './components/used-by.tsx';
import { WaitingSteps } from './components/waiting-steps.tsx';
import styles from './connections.module.css';
import { healthOf, needsAttention } from '../../components/connection-health/connection-health.ts';
import './words.ts';

const route = getRouteApi('/w/$workspace/connections/$connection');

/** One connection: how it is, what is known of it, and what can be done to it. */
export function ConnectionPage(): ReactElement {
  const { connection: name } = route.useParams();
  const { data, error, refetch } = useQuery(connectionQuery(name));
  if (error instanceof ApiError && error.code === 'connection.not_found') return <Missing name={name} />;
  return (
    <div className={styles.page}>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton />}
      {data !== undefined && <Known connection={data} />}
    </div>
  );
}

function Known({ connection }: { readonly connection: ConnectionDetail }): ReactElement {
  const { t } = useTranslation('connections');
  const { workspace } = route.useParams();
  const cache = useQueryClient();
  const mayWrite = useMay('connection.write');
  const connectors = useConnectorList();
  const connector = connectors.find(({ name }) => name === connection.connector);
  const test = useMutation({
    mutationFn: () => testConnection(connection.name),
    onSuccess: () => cache.invalidateQueries({ queryKey: CONNECTIONS_KEY }),
  });
  return (
    <>
      <PageHeader
        title={connection.name}
        crumbs={[
          <Link key="all" to="/w/$workspace/connections" params={{ workspace }}>
            {t('title')}
          </Link>,
        ]}
        aside={<HealthBadge connection={connection} variant="tint" />}
        actions={
          mayWrite && (
            <ConnectionActions
              connection={connection}
              connector={connector}
              isTesting={test.isPending}
              onTest={() => test.mutate()}
            />
          )
        }
      />
      <div className={styles.answers} aria-live="polite">
        {test.error !== null && <ProblemAlert error={test.error} />}
        {test.isSuccess && <TestAnswer connection={test.data} />}
        {test.isIdle && needsAttention(connection) && <Trouble connection={connection} />}
        {connection.waitingSteps > 0 && <WaitingSteps count={connection.waitingSteps} />}
      </div>
      <div className={styles.columns}>
        <ConnectionDetails connection={connection} connector={connector} />
        <div className={styles.stack}>
          <UsedBy connection={connection} />
          <AllowedHosts connection={connection} connector={connector} />
        </div>
      </div>
    </>
  );
}

/** What the service answered to the test. */
function TestAnswer({ connection }: { readonly connection: Connection }): ReactElement {
  const { t } = useTranslation('connections');
  const { account } = connection;
  if (healthOf(connection) !== 'ok') return <Trouble connection={connection} />;
  return (
    <p className={styles.answer} data-look="success">
      <LookBadge look="success" icon={IconCircleCheck}>
        {account?.label === undefined ? t('test.works') : t('test.worksAs', { account: account.label })}
      </LookBadge>
    </p>
  );
}

function Trouble({ connection }: { readonly connection: Connection }): ReactElement {
  const { t } = useTranslation('connections');
  const state = healthOf(connection);
  return (
    <div className={styles.answer} data-look={state === 'broken' ? 'failed' : 'warning'}>
      <LookBadge look={state === 'broken' ? 'failed' : 'warning'} icon={FailedMark}>
        {t(`trouble.${state}`)}
      </LookBadge>
      <p>{connection.health?.detail}</p>
      <p className={styles.quiet}>{t(`trouble.${state}Advice`)}</p>
    </div>
  );
}

function Missing({ name }: { readonly name: string }): ReactElement {
  const { t } = useTranslation('connections');
  const { workspace } = route.useParams();
  return (
    <EmptyState
      isPage
      icon={<IconKey size={20} />}
      title={t('gone.title')}
      text={t('gone.text', { name })}
      action={
        <Button component={Link} to={`/w/${workspace}/connections`}>
          {t('gone.action')}
        </Button>
      }
    />
  );
}
