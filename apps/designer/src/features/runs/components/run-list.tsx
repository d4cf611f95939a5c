import { Button } from '@mantine/core';
import { IconFilterOff, IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { RunTable } from '../../../components/run-table.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { runsQuery } from '../../../lib/queries/runs.ts';
import type { RunEvent } from '../../../lib/contract.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { isNarrowed, type RunSearch, toRunFilter } from '../model/run-search.ts';
import styles from '../runs.module.css';
import { RunFilters } from './run-filters.tsx';

interface Props {
  readonly search: RunSearch;
  readonly onSearch: (search: RunSearch) => void;
  /** The list belongs to one workflow, which is therefore not a filter. */
  readonly oneWorkflow?: boolean;
}

/** Runs with their filters. New ones wait behind a bar, so that nothing jumps. */
export function RunList({ search, onSearch, oneWorkflow = false }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const [openedAtMs] = useState(Date.now);
  const list = useInfiniteQuery({ ...runsQuery(toRunFilter(search, openedAtMs)), refetchOnWindowFocus: false });
  const runs = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <RunFilters search={search} onSearch={onSearch} oneWorkflow={oneWorkflow} />
      {list.error !== null && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      <div className={styles.frame}>
        <NewRuns
          shown={new Set(runs.map(({ id }) => id))}
          workflow={search.workflow}
          onShow={() => void list.refetch()}
        />
        {list.data === undefined && list.error === null && <Skeleton rows={8} />}
        {list.data !== undefined && runs.length === 0 && (
          <NoRuns narrowed={isNarrowed(search, oneWorkflow)} onClear={() => onSearch({})} />
        )}
        {runs.length > 0 && <RunTable runs={runs} label={t('list')} withoutWorkflow={oneWorkflow} />}
        {list.hasNextPage && (
          <div className={styles.foot}>
            <Button
              variant="default"
              size="xs"
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              {t('more', { ns: 'common' })}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

function NoRuns({ narrowed, onClear }: { readonly narrowed: boolean; readonly onClear: () => void }): ReactElement {
  const { t } = useTranslation('runs');
  const workspace = useWorkspace();
  if (narrowed)
    return (
      <EmptyState
        icon={<IconFilterOff size={20} />}
        title={t('empty.noMatchTitle')}
        text={t('empty.noMatchText')}
        action={
          <Button variant="default" onClick={onClear}>
            {t('filter.clear')}
          </Button>
        }
      />
    );
  return (
    <EmptyState
      icon={<IconPlayerPlay size={20} />}
      title={t('empty.title')}
      text={t('empty.text')}
      action={
        <Button component={Link} to={`/w/${workspace}/workflows`}>
          {t('empty.action')}
        </Button>
      }
    />
  );
}

interface NewRunsProps {
  readonly shown: ReadonlySet<string>;
  readonly workflow: string | undefined;
  readonly onShow: () => void;
}

function NewRuns({ shown, workflow, onShow }: NewRunsProps): ReactElement | null {
  const { t } = useTranslation('runs');
  const cache = useQueryClient();
  const { data: arrived } = useQuery<readonly RunEvent[]>({
    queryKey: ['runs', 'arrived'],
    enabled: false,
    initialData: [],
  });
  const fresh = arrived.filter(
    (event) => !shown.has(event.runId) && (workflow === undefined || event.workflow === workflow),
  );
  if (fresh.length === 0) return null;
  const show = (): void => {
    cache.setQueryData(['runs', 'arrived'], []);
    onShow();
  };
  return (
    <button type="button" className={styles.fresh} onClick={show}>
      <IconPlus size={14} aria-hidden="true" />
      <span role="status">{t('newRuns', { count: fresh.length })}</span>
    </button>
  );
}
