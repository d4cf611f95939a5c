import { Button } from '@mantine/core';
import { IconDatabase } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import '../../components/storage/words.ts';
import tables from '../../components/table.module.css';
import type { WorkflowStorage } from '../../lib/contract.ts';
import { formatBytes } from '../../lib/format.ts';
import { useMay } from '../../lib/permissions.ts';
import { storagesQuery } from '../../lib/queries/storage.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { QuotaDialog } from './components/quota-dialog.tsx';
import styles from './settings.module.css';

const COLUMNS = ['workflow', 'bytes', 'runs', 'quota', 'removed'] as const;

/** What workflows hold, those with most first, and their quotas. */
export function StoragePage(): ReactElement {
  const { t } = useTranslation('storage');
  const list = useInfiniteQuery(storagesQuery);
  const [changed, change] = useState<WorkflowStorage>();
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className={styles.page}>
      <PageHeader title={t('title')} text={t('text')} />
      {list.error !== null && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.data === undefined && list.error === null && <Skeleton rows={4} />}
      {list.data !== undefined && rows.length === 0 && (
        <EmptyState icon={<IconDatabase size={20} />} title={t('empty')} text={t('emptyText')} />
      )}
      {rows.length > 0 && (
        <div className={tables.frame}>
          <table className={tables.table} aria-label={t('list')}>
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col">
                    {t(`column.${column}`)}
                  </th>
                ))}
                <th scope="col" className={tables.number}>
                  {t('column.action')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <StorageRow key={row.workflow} stored={row} onChange={() => change(row)} />
              ))}
            </tbody>
          </table>
          <MoreRows list={list} />
        </div>
      )}
      {changed !== undefined && <QuotaDialog stored={changed} onClose={() => change(undefined)} />}
    </div>
  );
}

interface RowProps {
  readonly stored: WorkflowStorage;
  readonly onChange: () => void;
}

function StorageRow({ stored, onChange }: RowProps): ReactElement {
  const { t } = useTranslation('storage');
  const workspace = useWorkspace();
  const mayChange = useMay('workspace.settings');
  const { workflow: name, bytes, runs, isEstimate, measuredAt, quota } = stored;
  const held = isEstimate ? t('estimate', { bytes: formatBytes(bytes) }) : formatBytes(bytes);
  return (
    <tr>
      <td className={tables.strong}>
        <Link to="/w/$workspace/workflows/$name/runs" params={{ workspace, name }}>
          {name}
        </Link>
      </td>
      <td>{measuredAt === undefined ? t('notMeasured') : held}</td>
      <td>{runs.toLocaleString()}</td>
      <td>
        <QuotaText quota={quota} />
      </td>
      <td>
        {quota !== undefined && quota.removedRuns > 0
          ? t('removed', { count: quota.removedRuns, bytes: formatBytes(quota.removedBytes) })
          : '–'}
      </td>
      <td className={tables.number}>
        {mayChange && (
          <Button size="xs" variant="default" aria-label={t('changeLabel', { name })} onClick={onChange}>
            {t('change')}
          </Button>
        )}
      </td>
    </tr>
  );
}

function QuotaText({ quota }: { readonly quota: WorkflowStorage['quota'] }): ReactElement {
  const { t } = useTranslation('storage');
  if (quota === undefined) return <>{t('noQuota')}</>;
  const bytes = formatBytes(quota.maxBytes);
  return <>{quota.isExceeded ? t('exceeded', { bytes }) : bytes}</>;
}
