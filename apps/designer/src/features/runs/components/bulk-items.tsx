import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, useId } from 'react';
import { MoreRows } from '../../../components/more-rows.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { StateBadge } from '../../../components/state-badge.tsx';
import tableStyles from '../../../components/table.module.css';
import type { BulkDetail, BulkItem } from '../../../lib/contract.ts';
import { useNow } from '../../../hooks/use-now.ts';
import { shortenId } from '../../../lib/format.ts';
import { bulkItemsQuery } from '../../../lib/queries/bulk.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../bulk-page.module.css';
import { isOfLetters, nextLookMs } from '../model/bulk-progress.ts';

type Column = 'run' | 'letter' | 'workflow' | 'state' | 'newRun' | 'newState' | 'why';
/** The last column takes what is left. */
const WIDTHS: Partial<Readonly<Record<Column, number>>> = {
  run: 132,
  letter: 132,
  workflow: 240,
  newRun: 132,
  state: 112,
};

/** Runs that were refused or skipped, and why. */
export function RefusedItems({ bulk }: { readonly bulk: BulkDetail }): ReactElement | null {
  const { t } = useTranslation('bulk');
  if (bulk.counts.failed + bulk.counts.skipped === 0) return null;
  return (
    <Items
      bulk={bulk}
      state="failed,skipped"
      title={t('page.notDone')}
      columns={[subjectOf(bulk), 'workflow', 'state', 'why']}
    >
      {(item) => (
        <>
          <td role="cell">{t(`page.item.${item.state}`)}</td>
          <td role="cell" className={styles.why} data-line>
            {item.error?.message}
          </td>
        </>
      )}
    </Items>
  );
}

/** Runs that were acted on, with the runs that were made of them. */
export function DoneItems({ bulk }: { readonly bulk: BulkDetail }): ReactElement | null {
  const { t } = useTranslation('bulk');
  if (bulk.counts.done === 0) return null;
  if (bulk.action === 'cancel' || bulk.action === 'discard') {
    return (
      <Items
        bulk={bulk}
        state="done"
        title={t(isOfLetters(bulk) ? 'page.letters' : 'page.runs')}
        columns={[subjectOf(bulk), 'workflow', 'state']}
      >
        {() => <td role="cell">{t('page.item.done')}</td>}
      </Items>
    );
  }
  return (
    <Items
      bulk={bulk}
      state="done"
      title={t('page.newRuns')}
      columns={[subjectOf(bulk), 'workflow', 'newRun', 'newState']}
    >
      {({ newRun }) => (
        <>
          <td role="cell">{newRun !== undefined && <RunLink id={newRun.id} />}</td>
          <td role="cell">{newRun?.status === undefined ? t('page.gone') : <StateBadge status={newRun.status} />}</td>
        </>
      )}
    </Items>
  );
}

/** What the rows are. */
const subjectOf = (bulk: BulkDetail): Column => (isOfLetters(bulk) ? 'letter' : 'run');

interface ItemsProps {
  readonly bulk: BulkDetail;
  readonly state: string;
  readonly title: string;
  readonly columns: readonly Column[];
  /** The cells after the run and its workflow. */
  readonly children: (item: BulkItem) => ReactNode;
}

function Items({ bulk, state, title, columns, children }: ItemsProps): ReactElement {
  const { t } = useTranslation('bulk');
  const titleId = useId();
  // A name of its own when all is over: so it is read once more, and shows how the last runs ended.
  const lookMs = nextLookMs(bulk, useNow());
  const list = useInfiniteQuery({
    ...bulkItemsQuery(bulk.id, state, lookMs === false),
    refetchInterval: lookMs,
    placeholderData: keepPreviousData,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={styles.section} aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      {list.error !== null && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.data === undefined && list.error === null && <Skeleton rows={3} />}
      {items.length > 0 && (
        <div className={tableStyles.frame}>
          <table
            role="table"
            className={`${tableStyles.table ?? ''} ${tableStyles.stacked ?? ''}`}
            aria-labelledby={titleId}
          >
            <colgroup>
              {columns.map((column) => (
                <col key={column} style={{ width: WIDTHS[column] }} />
              ))}
            </colgroup>
            <thead role="rowgroup">
              <tr role="row">
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {t(`page.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {items.map((item) => (
                <tr key={item.runId} role="row">
                  <td role="cell">
                    {isOfLetters(bulk) ? <LetterLink id={item.runId} /> : <RunLink id={item.runId} />}
                  </td>
                  <td role="cell">{item.workflow ?? t('page.gone')}</td>
                  {children(item)}
                </tr>
              ))}
            </tbody>
          </table>
          <MoreRows list={list} />
        </div>
      )}
    </section>
  );
}

function RunLink({ id }: { readonly id: string }): ReactElement {
  const workspace = useWorkspace();
  return (
    <Link
      className={`${tableStyles.mono ?? ''} ${tableStyles.link ?? ''}`}
      to="/w/$workspace/runs/$id"
      params={{ workspace, id }}
      title={id}
    >
      {shortenId(id)}
    </Link>
  );
}

function LetterLink({ id }: { readonly id: string }): ReactElement {
  const workspace = useWorkspace();
  return (
    <Link
      className={`${tableStyles.mono ?? ''} ${tableStyles.link ?? ''}`}
      to="/w/$workspace/dead-letters/$id"
      params={{ workspace, id }}
      title={id}
    >
      {shortenId(id)}
    </Link>
  );
}
