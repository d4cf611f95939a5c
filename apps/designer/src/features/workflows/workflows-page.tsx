import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconSearch, IconSitemap } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
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
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(workflowsQuery);
  const all = data?.pages.flatMap((page) => page.items) ?? [];
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
        aside={all.length > 0 && <span className={styles.count}>{all.length}</span>}
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
        {data !== undefined && <Found all={all} query={query} onClear={() => setQuery('')} />}
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

interface FoundProps {
  readonly all: readonly Workflow[];
  readonly query: string;
  readonly onClear: () => void;
}

function Found({ all, query, onClear }: FoundProps): ReactElement {
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
