import { Button } from '@mantine/core';
import { IconFilterOff, IconMoodCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { EmptyState } from '../../../components/empty-state.tsx';
import { MoreRows } from '../../../components/more-rows.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import table from '../../../components/table.module.css';
import { Duration, Elapsed, Time } from '../../../components/time.tsx';
import type { Alert } from '../../../lib/contract.ts';
import { alertsQuery, type AlertFilter } from '../../../lib/queries/alerts.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { useConditionWords } from '../hooks/use-condition-words.ts';
import { RuleState } from './rule-state.tsx';
import styles from '../alerts.module.css';

const COLUMNS = ['state', 'what', 'workflow', 'value', 'started', 'length', 'seen'] as const;
const MINOR: ReadonlySet<(typeof COLUMNS)[number]> = new Set(['length', 'seen']);

interface Props {
  readonly filter: AlertFilter;
  /** Of a list that is narrowed by choice. */
  readonly onShowAll?: () => void;
}

/** What was told, newest first. */
export function ToldList({ filter, onShowAll }: Props): ReactElement {
  const list = useInfiniteQuery(alertsQuery(filter));
  const alerts = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {list.error !== null && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      <div className={styles.frame}>
        {list.data === undefined && list.error === null && <Skeleton rows={4} />}
        {list.data !== undefined && alerts.length === 0 && <NothingTold onShowAll={onShowAll} />}
        {alerts.length > 0 && <ToldTable alerts={alerts} />}
        <MoreRows list={list} />
      </div>
    </>
  );
}

function NothingTold({ onShowAll }: { readonly onShowAll: (() => void) | undefined }): ReactElement {
  const { t } = useTranslation('alerts');
  if (onShowAll === undefined)
    return <EmptyState icon={<IconMoodCheck size={20} />} title={t('told.emptyTitle')} text={t('told.emptyText')} />;
  return (
    <EmptyState
      icon={<IconFilterOff size={20} />}
      title={t('told.noMatchTitle')}
      text={t('told.noMatchText')}
      action={
        <Button variant="default" onClick={onShowAll}>
          {t('told.all')}
        </Button>
      }
    />
  );
}

function ToldTable({ alerts }: { readonly alerts: readonly Alert[] }): ReactElement {
  const { t } = useTranslation('alerts');
  return (
    <table
      role="table"
      className={`${table.table ?? ''} ${table.stacked ?? ''} ${styles.told ?? ''}`}
      aria-label={t('told.list')}
    >
      <colgroup>
        {COLUMNS.map((id) => (
          <col key={id} className={styles[id]} data-minor={MINOR.has(id) ? 'wide' : undefined} />
        ))}
      </colgroup>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((id) => (
            <th key={id} scope="col" data-minor={MINOR.has(id) ? 'wide' : undefined}>
              {t(`told.column.${id}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {alerts.map((alert) => (
          <ToldRow key={alert.id} alert={alert} />
        ))}
      </tbody>
    </table>
  );
}

function ToldRow({ alert }: { readonly alert: Alert }): ReactElement {
  const { t } = useTranslation('alerts');
  const workspace = useWorkspace();
  const { describe, say } = useConditionWords();
  const { id, ruleName, condition, state, value, workflow, startedAt, clearedAt, acknowledgedBy } = alert;
  return (
    <tr role="row">
      <Cell>
        <RuleState state={state} />
      </Cell>
      <td role="cell" data-line>
        <Link className={table.link} to="/w/$workspace/alerts/$id" params={{ workspace, id }}>
          {ruleName}
        </Link>
        <span className={styles.condition}>{describe(condition)}</span>
      </td>
      <Cell>{workflow?.name ?? t('rules.all')}</Cell>
      <Cell>{value === undefined ? '—' : say(condition, value)}</Cell>
      <Cell>
        <Time at={startedAt} />
      </Cell>
      <Cell isMinor>
        {state === 'firing' ? (
          <Elapsed since={startedAt} />
        ) : (
          <Duration ms={clearedAt === undefined ? undefined : Date.parse(clearedAt) - Date.parse(startedAt)} />
        )}
      </Cell>
      <Cell isMinor>{acknowledgedBy ?? '—'}</Cell>
    </tr>
  );
}

function Cell({
  children,
  isMinor = false,
}: {
  readonly children: ReactNode;
  readonly isMinor?: boolean;
}): ReactElement {
  return (
    <td role="cell" className={isMinor ? table.quiet : undefined} data-minor={isMinor ? 'wide' : undefined}>
      {children}
    </td>
  );
}
