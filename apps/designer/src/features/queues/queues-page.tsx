import { IconStack2 } from '@tabler/icons-react';
import { type InfiniteData, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import listPage from '../../components/list-page.module.css';
import { EmptyState } from '../../components/empty-state.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import type { QueuePage } from '../../lib/contract.ts';
import { queuesQuery, schedulesQuery } from '../../lib/queries/queues.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { QueueTable } from './components/queue-table.tsx';
import { ScheduleTable } from './components/schedule-table.tsx';
import { PausedWorkspace, PauseWorkspace } from './components/workspace-pause.tsx';
import './words.ts';
import styles from './queues.module.css';

/** What waits and goes on of each workflow, and what starts by itself. */
export function QueuesPage(): ReactElement {
  const { t } = useTranslation('queues');
  const list = useInfiniteQuery(queuesQuery);
  const pause = list.data?.pages[0]?.workspacePause;
  return (
    <div className={listPage.page}>
      <PageHeader
        title={t('title')}
        text={t('text')}
        actions={list.data !== undefined && pause === undefined ? <PauseWorkspace /> : undefined}
      />
      {pause !== undefined && <PausedWorkspace pause={pause} />}
      {list.error !== null && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      <Queues list={list} areAllPaused={pause !== undefined} />
      <Schedules />
    </div>
  );
}

interface QueuesProps {
  readonly list: UseInfiniteQueryResult<InfiniteData<QueuePage>>;
  readonly areAllPaused: boolean;
}

function Queues({ list, areAllPaused }: QueuesProps): ReactElement {
  const { t } = useTranslation('queues');
  const queues = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={listPage.frame}>
      {list.data === undefined && list.error === null && <Skeleton rows={4} />}
      {list.data !== undefined && queues.length === 0 && (
        <EmptyState icon={<IconStack2 size={20} />} title={t('emptyTitle')} text={t('emptyText')} />
      )}
      {queues.length > 0 && <QueueTable queues={queues} areAllPaused={areAllPaused} />}
      <MoreRows list={list} />
    </div>
  );
}

function Schedules(): ReactElement {
  const { t } = useTranslation('queues');
  const list = useInfiniteQuery(schedulesQuery);
  const schedules = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={styles.section} aria-labelledby="schedules-title">
      <h2 id="schedules-title">{t('schedules.title')}</h2>
      {list.error !== null && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      <div className={listPage.frame}>
        {list.data === undefined && list.error === null && <Skeleton rows={2} />}
        {list.data !== undefined && schedules.length === 0 && <p className={styles.none}>{t('schedules.empty')}</p>}
        {schedules.length > 0 && <ScheduleTable schedules={schedules} />}
        <MoreRows list={list} />
      </div>
    </section>
  );
}
