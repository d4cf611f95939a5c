import { Select } from '@mantine/core';
import { IconMoodCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import listPage from '../../components/list-page.module.css';
import { EmptyState } from '../../components/empty-state.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { tasksQuery } from '../../lib/queries/tasks.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { TaskTable } from './components/task-table.tsx';
import { readTaskSearch } from './model/task-search.ts';
import './words.ts';

const route = getRouteApi('/w/$workspace/tasks');
const STATES = ['open', 'answered'] as const;

/** What waits for an answer, oldest first; or what was answered. */
export function TasksPage(): ReactElement {
  const { t } = useTranslation('tasks');
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace/tasks' });
  const { state = 'open' } = search;
  const list = useInfiniteQuery(tasksQuery({ ...search, state }));
  const tasks = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={listPage.page}>
      <PageHeader title={t('title')} text={t('text')} />
      <Select
        aria-label={t('filter')}
        data={STATES.map((value) => ({ value, label: t(`show.${value}`) }))}
        value={state}
        allowDeselect={false}
        w={200}
        onChange={(chosen) => void navigate({ search: readTaskSearch({ ...search, state: chosen }), replace: true })}
      />
      {list.error !== null && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      <div className={listPage.frame}>
        {list.data === undefined && list.error === null && <Skeleton rows={4} />}
        {list.data !== undefined && tasks.length === 0 && (
          <EmptyState
            icon={<IconMoodCheck size={20} />}
            title={t(state === 'open' ? 'emptyTitle' : 'noneAnsweredTitle')}
            text={t(state === 'open' ? 'emptyText' : 'noneAnsweredText')}
          />
        )}
        {tasks.length > 0 && <TaskTable tasks={tasks} state={state} />}
        <MoreRows list={list} />
      </div>
    </div>
  );
}
