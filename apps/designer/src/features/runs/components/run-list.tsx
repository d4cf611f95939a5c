import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { parseRunQuery } from '@millrace/run-query';
import { EmptyState } from '../../../components/empty-state.tsx';
import { NoMatch } from '../../../components/no-match.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { RunTable } from '../../../components/run-table.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import type { Run } from '../../../lib/contract.ts';
import { type RunFilter, runsQuery } from '../../../lib/queries/runs.ts';
import { useWorkflowNames } from '../../../hooks/use-workflow-names.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import type { Vocabulary } from '../model/complete-query.ts';
import { queryOf, withQuery } from '../model/query-text.ts';
import { type ColumnName, COLUMNS, readColumns } from '../model/run-columns.ts';
import type { RunSearch } from '../model/run-search.ts';
import styles from '../runs.module.css';
import { type RunSelection, useRunSelection } from '../use-run-selection.ts';
import { ListFoot } from './list-foot.tsx';
import { ColumnsMenu, ExportMenu } from './list-tools.tsx';
import { NewRuns } from './new-runs.tsx';
import { QueryBar } from './query-bar.tsx';
import { UnansweredQuery } from './query-problem.tsx';
import { RunHistogram } from './run-histogram.tsx';
import { SelectedRuns } from './selected-runs.tsx';
import { ViewTabs } from './view-tabs.tsx';

const PAGE_RUNS = 50;

interface Props {
  readonly search: RunSearch;
  readonly onSearch: (search: RunSearch) => void;
  /** The list belongs to this workflow, which is therefore no part of its query. */
  readonly ofWorkflow?: string;
}

/** Runs: what they are narrowed to, when they were, and the rows. */
export function RunList({ search, onSearch, ofWorkflow }: Props): ReactElement {
  const query = queryOf(search, ofWorkflow !== undefined);
  const isUnderstood = parseRunQuery(query).problems.length === 0;
  const filter = filterOf(query, ofWorkflow);
  const list = useInfiniteQuery({
    ...runsQuery(filter, PAGE_RUNS),
    refetchOnWindowFocus: false,
    enabled: isUnderstood,
  });
  const pages = list.data?.pages ?? [];
  const runs = pages.flatMap((page) => page.items);
  const ids = runs.map(({ id }) => id);
  const selected = useRunSelection(JSON.stringify(filter), ids);
  const columns = readColumns(search.columns) ?? usualColumns(runs);
  const setQuery = (next: string): void => onSearch(withQuery(search, next));
  return (
    <>
      <ListTools {...{ search, onSearch, ofWorkflow, query, columns }} />
      <QueryBar query={query} known={useVocabulary(runs)} onQuery={setQuery} />
      {isUnderstood && (
        <RunHistogram
          query={query}
          workflow={ofWorkflow}
          span={search.span}
          onSpan={(span) => onSearch({ ...withQuery(search, query), span })}
          onQuery={setQuery}
        />
      )}
      {list.error !== null && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      <UnansweredQuery query={query} />
      <div className={styles.frame} hidden={!isUnderstood}>
        {list.isSuccess && (
          <NewRuns
            query={query}
            list={{ runs, workflow: ofWorkflow, hasMore: list.hasNextPage }}
            onShow={() => void list.refetch()}
          />
        )}
        {list.isLoading && <Skeleton rows={8} />}
        {list.isSuccess && runs.length === 0 && !list.hasNextPage && (
          <NoRuns narrowed={query !== ''} onClear={() => setQuery('')} />
        )}
        <Rows {...{ runs, columns, ofWorkflow, selected }} />
        <ListFoot
          pages={pages}
          limit={PAGE_RUNS}
          hasMore={list.hasNextPage}
          isLoading={list.isFetchingNextPage}
          onLoad={() => void list.fetchNextPage()}
        />
      </div>
      <SelectedRuns filter={filter} selected={runs.length > 0 ? selected : undefined} />
    </>
  );
}

const filterOf = (query: string, workflow: string | undefined): RunFilter => ({
  ...(query === '' ? {} : { q: query }),
  ...(workflow === undefined ? {} : { workflow }),
});

interface ToolsProps extends Pick<Props, 'search' | 'onSearch'> {
  readonly ofWorkflow: string | undefined;
  readonly query: string;
  readonly columns: readonly ColumnName[];
}

function ListTools({ search, onSearch, ofWorkflow, query, columns }: ToolsProps): ReactElement {
  const setColumns = (next: string | undefined): void => {
    const { columns: _, ...rest } = withQuery(search, query);
    onSearch(next === undefined ? rest : { ...rest, columns: next });
  };
  return (
    <div className={styles.tools}>
      {ofWorkflow === undefined && (
        <ViewTabs
          query={query}
          columns={search.columns}
          onView={(view) =>
            onSearch(withQuery(view.columns === undefined ? {} : { columns: view.columns }, view.query))
          }
        />
      )}
      <div className={styles.buttons}>
        <ColumnsMenu shown={columns} onColumns={setColumns} />
        <ExportMenu query={query} workflow={ofWorkflow} />
      </div>
    </div>
  );
}

interface RowsProps {
  readonly runs: readonly Run[];
  readonly columns: readonly ColumnName[];
  readonly ofWorkflow: string | undefined;
  readonly selected: RunSelection | undefined;
}

function Rows({ runs, columns, ofWorkflow, selected }: RowsProps): ReactElement | null {
  const { t } = useTranslation('runs');
  if (runs.length === 0) return null;
  return (
    <RunTable
      runs={runs}
      label={t('list')}
      columns={columns}
      withoutWorkflow={ofWorkflow !== undefined}
      selection={selected?.rows}
    />
  );
}

/** Without any search attribute, a column of them would be empty. */
function usualColumns(runs: readonly Run[]): readonly ColumnName[] {
  const has = runs.some(({ searchAttributes }) => searchAttributes !== undefined);
  return has ? COLUMNS : COLUMNS.filter((name) => name !== 'attributes');
}

/** What the query may speak of, as far as it has been seen. */
function useVocabulary(runs: readonly Run[]): Vocabulary {
  const known = useWorkflowNames();
  const attributes = new Map<string, string[]>();
  for (const [name, value] of runs.flatMap(({ searchAttributes = {} }) => Object.entries(searchAttributes))) {
    const values = attributes.get(name) ?? [];
    if (!values.includes(value)) attributes.set(name, [...values, value]);
  }
  return {
    workflows: known.map(({ name }) => name),
    errors: [...new Set(runs.flatMap(({ error }) => (error === undefined ? [] : [error])))],
    attributes,
  };
}

function NoRuns({ narrowed, onClear }: { readonly narrowed: boolean; readonly onClear: () => void }): ReactElement {
  const { t } = useTranslation('runs');
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
