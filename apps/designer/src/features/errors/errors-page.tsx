import { Button } from '@mantine/core';
import { IconMoodCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { NoMatch } from '../../components/no-match.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { errorGroupsQuery } from '../../lib/queries/error-groups.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { GroupFilters } from './components/group-filters.tsx';
import { GroupTable } from './components/group-table.tsx';
import { isNarrowed, toErrorFilter, type ErrorSearch } from './model/error-search.ts';
import styles from './errors.module.css';

const route = getRouteApi('/w/$workspace/errors');

/** What fails, grouped by cause. */
export function ErrorsPage(): ReactElement {
  const { t } = useTranslation('errors');
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace/errors' });
  const onSearch = (next: ErrorSearch): void => void navigate({ search: next, replace: true });
  const list = useInfiniteQuery({ ...errorGroupsQuery(toErrorFilter(search)), refetchInterval: 30_000 });
  const groups = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={styles.page}>
      <PageHeader title={t('title')} />
      <GroupFilters search={search} onSearch={onSearch} />
      {list.error !== null && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      <div className={styles.frame}>
        {list.data === undefined && list.error === null && <Skeleton rows={6} />}
        {list.data !== undefined && groups.length === 0 && (
          <NoGroups narrowed={isNarrowed(search)} onClear={() => onSearch({})} />
        )}
        {groups.length > 0 && <GroupTable groups={groups} />}
        <MoreRows list={list} />
      </div>
    </div>
  );
}

function NoGroups({ narrowed, onClear }: { readonly narrowed: boolean; readonly onClear: () => void }): ReactElement {
  const { t } = useTranslation('errors');
  const workspace = useWorkspace();
  if (narrowed)
    return (
      <NoMatch
        title={t('empty.noMatchTitle')}
        text={t('empty.noMatchText')}
        clear={t('filter.clear')}
        onClear={onClear}
      />
    );
  return (
    <EmptyState
      icon={<IconMoodCheck size={20} />}
      title={t('empty.title')}
      text={t('empty.text')}
      action={
        <Button variant="default" component={Link} to={`/w/${workspace}/runs`}>
          {t('empty.action')}
        </Button>
      }
    />
  );
}
