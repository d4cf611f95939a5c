import { Button } from '@mantine/core';
import { IconDownload, IconMailCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { NoMatch } from '../../components/no-match.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import type { DeadLetterFilter } from '../../lib/contract.ts';
import { deadLetterExportUrl, deadLetterGroupsQuery, deadLettersQuery } from '../../lib/queries/dead-letters.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { LetterBulk } from './components/letter-bulk.tsx';
import { LetterFilters } from './components/letter-filters.tsx';
import { LetterGroups } from './components/letter-groups.tsx';
import { LetterTable } from './components/letter-table.tsx';
import { isNarrowed, type LetterSearch, toLetterFilter } from './model/letter-search.ts';
import styles from './dead-letters.module.css';
import './words.ts';

const LOOK_MS = 15_000;
const route = getRouteApi('/w/$workspace/dead-letters');

/** What could not be processed, one by one or by reason. */
export function DeadLettersPage(): ReactElement {
  const { t } = useTranslation('deadLetters');
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace/dead-letters' });
  const onSearch = (next: LetterSearch): void => void navigate({ search: next, replace: true });
  const filter = toLetterFilter(search);
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('title')}
        text={t('text')}
        actions={
          <>
            <Button
              variant="subtle"
              component="a"
              href={deadLetterExportUrl(filter)}
              download="dead-letters.jsonl"
              leftSection={<IconDownload size={16} aria-hidden="true" />}
            >
              {t('export')}
            </Button>
            {search.state === undefined && <LetterBulk filter={filter} />}
          </>
        }
      />
      <LetterFilters search={search} onSearch={onSearch} />
      {search.view === 'groups' ? (
        <Groups search={search} filter={filter} onSearch={onSearch} />
      ) : (
        <Letters search={search} filter={filter} onSearch={onSearch} />
      )}
    </div>
  );
}

interface ViewProps {
  readonly search: LetterSearch;
  readonly filter: DeadLetterFilter;
  readonly onSearch: (search: LetterSearch) => void;
}

function Letters({ search, filter, onSearch }: ViewProps): ReactElement {
  const list = useInfiniteQuery({ ...deadLettersQuery(filter), refetchInterval: LOOK_MS });
  const letters = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Frame list={list} count={letters.length} search={search} onSearch={onSearch}>
      <LetterTable letters={letters} />
    </Frame>
  );
}

function Groups({ search, filter, onSearch }: ViewProps): ReactElement {
  const list = useInfiniteQuery({ ...deadLetterGroupsQuery(filter), refetchInterval: LOOK_MS });
  const groups = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Frame list={list} count={groups.length} search={search} onSearch={onSearch}>
      <LetterGroups groups={groups} search={search} />
    </Frame>
  );
}

interface FrameProps extends Pick<ViewProps, 'search' | 'onSearch'> {
  readonly list: Parameters<typeof MoreRows>[0]['list'] & {
    readonly data: unknown;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
  readonly count: number;
  readonly children: ReactElement;
}

function Frame({ list, count, search, onSearch, children }: FrameProps): ReactElement {
  return (
    <>
      {list.error !== null && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      <div className={styles.frame}>
        {list.data === undefined && list.error === null && <Skeleton rows={6} />}
        {list.data !== undefined && count === 0 && <NoLetters search={search} onClear={() => onSearch({})} />}
        {count > 0 && children}
        <MoreRows list={list} />
      </div>
    </>
  );
}

function NoLetters({ search, onClear }: { readonly search: LetterSearch; readonly onClear: () => void }): ReactElement {
  const { t } = useTranslation('deadLetters');
  const workspace = useWorkspace();
  if (isNarrowed(search))
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
      icon={<IconMailCheck size={20} />}
      title={t('empty.title')}
      text={t('empty.text')}
      action={
        <Button variant="default" component={Link} to={`/w/${workspace}/errors`}>
          {t('empty.action')}
        </Button>
      }
    />
  );
}
