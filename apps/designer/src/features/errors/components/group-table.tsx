import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ColumnHeads } from '../../../components/column-heads.tsx';
import { FailureSpark } from '../../../components/failure-spark.tsx';
import { Time } from '../../../components/time.tsx';
import table from '../../../components/table.module.css';
import { useHeadline } from '../../../hooks/use-headline.ts';
import { useNow } from '../../../hooks/use-now.ts';
import type { ErrorGroup } from '../../../lib/contract.ts';
import { formatCount } from '../../../lib/format.ts';
import { readCause } from '../../../lib/read-cause.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { hourBars, sumOf } from '../model/trend.ts';
import styles from '../errors.module.css';
import { GroupState } from './group-state.tsx';

const COLUMNS = [
  { id: 'state', width: 120 },
  { id: 'error' },
  { id: 'workflow', width: 160 },
  { id: 'count', width: 72, isNumber: true },
  { id: 'trend', width: 120 },
  { id: 'first', width: 96, isNumber: true, isMinor: true },
  { id: 'last', width: 96, isNumber: true },
  { id: 'assignee', width: 160, isMinor: true },
] as const;

/** Groups of failures as rows: what failed in words, how often, since when. */
export function GroupTable({ groups }: { readonly groups: readonly ErrorGroup[] }): ReactElement {
  const { t } = useTranslation('errors');
  return (
    <table role="table" className={`${table.table ?? ''} ${table.stacked ?? ''}`} aria-label={t('list')}>
      <ColumnHeads columns={COLUMNS} wordOf={(id) => t(`column.${id}`)} />
      <tbody role="rowgroup">
        {groups.map((group) => (
          <GroupRow key={group.fingerprint} group={group} />
        ))}
      </tbody>
    </table>
  );
}

function GroupRow({ group }: { readonly group: ErrorGroup }): ReactElement {
  const { t } = useTranslation('errors');
  const workspace = useWorkspace();
  const headline = useHeadline();
  const bars = hourBars(group.hours, useNow(60_000));
  const { fingerprint, workflow, count, firstSeenAt, lastSeenAt, assignee } = group;
  const runs = t('runs', { count });
  return (
    <tr role="row">
      <td role="cell">
        <GroupState group={group} />
      </td>
      <td role="cell" data-line>
        <Link className={table.link} to="/w/$workspace/errors/$fingerprint" params={{ workspace, fingerprint }}>
          {headline(group)}
        </Link>
        <span className={styles.cause}>{readCause(group.cause).message}</span>
      </td>
      <td role="cell">
        <span className={table.link}>{workflow.name}</span>
      </td>
      <td role="cell" className={table.number} title={runs}>
        {formatCount(count)}
        <span className={styles.narrow}> {t('runs', { count }).replace(/^\S+ /, '')}</span>
      </td>
      <td role="cell">
        <FailureSpark counts={bars.map((bar) => bar.count)} label={t('trend', { count: sumOf(bars) })} />
      </td>
      <td role="cell" className={table.number} data-minor="wide">
        <Time at={firstSeenAt} />
      </td>
      <td role="cell" className={table.number}>
        <Time at={lastSeenAt} />
      </td>
      <td role="cell" className={table.quiet} data-minor="wide" title={assignee}>
        {assignee ?? '—'}
      </td>
    </tr>
  );
}
