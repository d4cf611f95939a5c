import { IconStack2 } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import '../../components/bulk/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import table from '../../components/table.module.css';
import { Time } from '../../components/time.tsx';
import type { Bulk } from '../../lib/contract.ts';
import { formatCount } from '../../lib/format.ts';
import { bulksQuery } from '../../lib/queries/bulk.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Which } from './components/bulk-facts.tsx';
import styles from './bulk-page.module.css';
import pageStyles from './runs.module.css';

const COLUMNS = ['what', 'which', 'state', 'handled', 'startedBy', 'started'] as const;

/** What was done to many runs at once, newest first. */
export function BulkListPage(): ReactElement {
  const { t } = useTranslation(['bulk', 'runs']);
  const workspace = useWorkspace();
  const list = useInfiniteQuery(bulksQuery);
  const bulks = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={pageStyles.page}>
      <PageHeader
        title={t('list.title')}
        crumbs={[
          <Link key="runs" to="/w/$workspace/runs" params={{ workspace }}>
            {t('runs:title')}
          </Link>,
        ]}
      />
      {list.error !== null && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      <div className={table.frame}>
        {list.data === undefined && list.error === null && <Skeleton rows={4} />}
        {list.data !== undefined && bulks.length === 0 && (
          <EmptyState icon={<IconStack2 size={20} />} title={t('list.emptyTitle')} text={t('list.emptyText')} />
        )}
        {bulks.length > 0 && <BulkTable bulks={bulks} />}
        <MoreRows list={list} />
      </div>
    </div>
  );
}

function BulkTable({ bulks }: { readonly bulks: readonly Bulk[] }): ReactElement {
  const { t } = useTranslation('bulk');
  return (
    <table role="table" className={`${table.table ?? ''} ${table.stacked ?? ''}`} aria-label={t('list.title')}>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((id) => (
            <th key={id} scope="col">
              {t(`list.column.${id}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {bulks.map((bulk) => (
          <BulkRow key={bulk.id} bulk={bulk} />
        ))}
      </tbody>
    </table>
  );
}

function BulkRow({ bulk }: { readonly bulk: Bulk }): ReactElement {
  const { t } = useTranslation('bulk');
  const workspace = useWorkspace();
  const { id, action, total, state, counts, startedBy, startedAt, filter } = bulk;
  return (
    <tr role="row">
      <td role="cell" data-line>
        <Link className={table.link} to="/w/$workspace/bulk/$id" params={{ workspace, id }}>
          {t(`page.title.${action}`, { count: total, shown: formatCount(total) })}
        </Link>
      </td>
      <td role="cell" data-line className={table.quiet}>
        <Which filter={filter} />
      </td>
      <td role="cell">
        <span className={styles.state} data-state={state}>
          {t(`page.state.${state}`)}
        </span>
      </td>
      <td role="cell">
        {t('list.handled', { handled: formatCount(total - counts.pending), total: formatCount(total) })}
      </td>
      <td role="cell">{startedBy}</td>
      <td role="cell">
        <Time at={startedAt} />
      </td>
    </tr>
  );
}
