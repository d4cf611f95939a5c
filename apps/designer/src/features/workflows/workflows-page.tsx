import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconSearch, IconSitemap } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { KeyHint } from '../../components/key-hint.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { WorkflowTable } from '../../components/workflow-table.tsx';
import { useFindKey } from '../../hooks/use-find-key.ts';
import type { Workflow } from '../../lib/contract.ts';
import { workflowsQuery } from '../../lib/queries/workflows.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { WorkflowMenu } from './components/workflow-menu.tsx';
import styles from './workflows.module.css';

/** All workflows of the workspace. */
export function WorkflowsPage(): ReactElement {
  const { t } = useTranslation('workflows');
  const workspace = useWorkspace();
  const [query, setQuery] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useFindKey(field);
  const { all, data, error, refetch, hasNextPage, fetchNextPage, isReadingOn } = useWorkflowList(query.trim() !== '');
  const create = (
    <Button
      component={Link}
      to={`/w/${workspace}/workflows/new`}
      leftSection={<IconPlus size={16} aria-hidden="true" />}
    >
      {t('new')}
    </Button>
  );
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('title')}
        aside={all.length > 0 && <span className={styles.count}>{hasNextPage ? `${all.length}+` : all.length}</span>}
        actions={create}
      />
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {all.length > 0 && (
        <TextInput
          ref={field}
          className={styles.search}
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          rightSection={<KeyHint keys="/" />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      )}
      <div className={styles.frame}>
        {data === undefined && error === null && <Skeleton />}
        {data !== undefined && <Found all={all} mayBeMore={isReadingOn} query={query} onClear={() => setQuery('')} />}
      </div>
      {hasNextPage && (
        <div className={styles.more}>
          <Button variant="default" onClick={() => void fetchNextPage()}>
            {t('more', { ns: 'common' })}
          </Button>
        </div>
      )}
    </div>
  );
}

/** The list as far as it was read. Who looks for a name looks among all of them. */
function useWorkflowList(isSearching: boolean) {
  const list = useInfiniteQuery(workflowsQuery);
  const { data, error, hasNextPage, isFetching, fetchNextPage } = list;
  const isReadingOn = isSearching && hasNextPage && error === null;
  useEffect(() => {
    if (isReadingOn && !isFetching) void fetchNextPage();
  }, [isReadingOn, isFetching, fetchNextPage]);
  return { ...list, all: data?.pages.flatMap((page) => page.items) ?? [], isReadingOn };
}

interface FoundProps {
  readonly all: readonly Workflow[];
  /** Further ones are being read. */
  readonly mayBeMore: boolean;
  readonly query: string;
  readonly onClear: () => void;
}

function Found({ all, mayBeMore, query, onClear }: FoundProps): ReactElement {
  const { t } = useTranslation('workflows');
  const needle = query.trim().toLowerCase();
  const shown = all.filter(({ name, title }) => `${name} ${title}`.toLowerCase().includes(needle));
  if (shown.length > 0)
    return (
      <WorkflowTable
        workflows={shown}
        label={t('title')}
        actions={(workflow) => <WorkflowMenu workflow={workflow} />}
      />
    );
  if (mayBeMore) return <Skeleton />;
  if (all.length === 0)
    return <EmptyState icon={<IconSitemap size={20} />} title={t('empty.title')} text={t('empty.text')} />;
  return (
    <EmptyState
      icon={<IconSearch size={20} />}
      title={t('empty.noMatchTitle')}
      text={t('empty.noMatchText', { query })}
      action={
        <Button variant="default" onClick={onClear}>
          {t('empty.clear')}
        </Button>
      }
    />
  );
}
