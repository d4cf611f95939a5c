import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Id } from '../../components/id.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { showError } from '../../components/show-error.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import '../../components/bulk/words.ts';
import type { BulkDetail } from '../../lib/contract.ts';
import { formatCount } from '../../lib/format.ts';
import { useMay } from '../../lib/permissions.ts';
import { bulkQuery, changeBulk } from '../../lib/queries/bulk.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { BulkFacts } from './components/bulk-facts.tsx';
import { DoneItems, RefusedItems } from './components/bulk-items.tsx';
import { BulkProgress } from './components/bulk-progress.tsx';
import { nextLookMs } from './model/bulk-progress.ts';
import styles from './bulk-page.module.css';
import pageStyles from './runs.module.css';

const route = getRouteApi('/w/$workspace/bulk/$id');

/** One action over many runs: what it does, how far it is, what became of each run. */
export function BulkPage(): ReactElement {
  const { t } = useTranslation('bulk');
  const { id } = route.useParams();
  const {
    data: bulk,
    error,
    refetch,
  } = useQuery({ ...bulkQuery(id), refetchInterval: ({ state }) => nextLookMs(state.data, Date.now()) });
  return (
    <div className={pageStyles.page}>
      {bulk === undefined ? (
        <>
          <PageHeader title={t('page.opening')} crumbs={[<RunsLink key="runs" />]} />
          {error === null ? <Skeleton rows={8} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
        </>
      ) : (
        <BulkView bulk={bulk} />
      )}
    </div>
  );
}

function RunsLink(): ReactElement {
  const { t } = useTranslation('runs');
  const { workspace } = route.useParams();
  return (
    <Link to="/w/$workspace/runs" params={{ workspace }}>
      {t('title')}
    </Link>
  );
}

function BulksLink(): ReactElement {
  const { t } = useTranslation('bulk');
  const { workspace } = route.useParams();
  return (
    <Link to="/w/$workspace/bulk" params={{ workspace }}>
      {t('list.title')}
    </Link>
  );
}

function BulkView({ bulk }: { readonly bulk: BulkDetail }): ReactElement {
  const { t } = useTranslation('bulk');
  const { action, total, state } = bulk;
  return (
    <>
      <PageHeader
        title={t(`page.title.${action}`, { count: total, shown: formatCount(total) })}
        crumbs={[<RunsLink key="runs" />, <BulksLink key="bulks" />]}
        aside={
          <>
            <Id id={bulk.id} label={t('page.id')} />
            <span className={styles.state} data-state={state}>
              {t(`page.state.${state}`)}
            </span>
          </>
        }
        actions={<BulkActions bulk={bulk} />}
      />
      <BulkFacts bulk={bulk} />
      <BulkProgress bulk={bulk} />
      <RefusedItems bulk={bulk} />
      <DoneItems bulk={bulk} />
    </>
  );
}

function BulkActions({ bulk: { id, state } }: { readonly bulk: BulkDetail }): ReactElement | null {
  const { t } = useTranslation('bulk');
  const cache = useQueryClient();
  const mayOperate = useMay('run.operate');
  const change = useMutation({
    mutationFn: (what: Parameters<typeof changeBulk>[1]) => changeBulk(id, what),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['bulk'] }),
    onError: (error) => {
      showError(error);
      void cache.invalidateQueries({ queryKey: ['bulk'] });
    },
  });
  if (!mayOperate || state === 'done' || state === 'aborted') return null;
  return (
    <>
      {state === 'running' ? (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} aria-hidden="true" />}
          loading={change.isPending && change.variables === 'pause'}
          onClick={() => change.mutate('pause')}
        >
          {t('page.pause')}
        </Button>
      ) : (
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
          loading={change.isPending && change.variables === 'resume'}
          onClick={() => change.mutate('resume')}
        >
          {t('page.resume')}
        </Button>
      )}
      <Button
        color="red"
        leftSection={<IconPlayerStop size={16} aria-hidden="true" />}
        loading={change.isPending && change.variables === 'abort'}
        onClick={() => change.mutate('abort')}
      >
        {t('page.abort')}
      </Button>
    </>
  );
}
