import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import table from '../../../components/table.module.css';
import { Time } from '../../../components/time.tsx';
import type { ScheduleState } from '../../../lib/contract.ts';
import { formatCount, formatDuration } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../queues.module.css';

const COLUMNS = ['workflow', 'trigger', 'when', 'next', 'missed'] as const;

/** Schedules with their next time, and those that were missed. */
export function ScheduleTable({ schedules }: { readonly schedules: readonly ScheduleState[] }): ReactElement {
  const { t } = useTranslation('queues');
  return (
    <table role="table" className={`${table.table ?? ''} ${table.stacked ?? ''}`} aria-label={t('schedules.list')}>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((id) => (
            <th key={id} scope="col">
              {id === 'missed' ? (
                <Tooltip
                  label={t('schedules.missedHelp')}
                  multiline
                  maw={280}
                  events={{ hover: true, focus: true, touch: true }}
                >
                  <span tabIndex={0} className={styles.explained}>
                    {t('schedules.column.missed')}
                  </span>
                </Tooltip>
              ) : (
                t(`schedules.column.${id}`)
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {schedules.map((schedule) => (
          <ScheduleRow key={`${schedule.workflow}/${schedule.triggerId}`} schedule={schedule} />
        ))}
      </tbody>
    </table>
  );
}

function ScheduleRow({ schedule }: { readonly schedule: ScheduleState }): ReactElement {
  const { t } = useTranslation('queues');
  const workspace = useWorkspace();
  const { workflow, triggerId, cron, timeZone, everySeconds = 0, nextAt, missed, lastMissedAt } = schedule;
  return (
    <tr role="row">
      <td role="cell">
        <Link className={table.link} to="/w/$workspace/workflows/$name/runs" params={{ workspace, name: workflow }}>
          {workflow}
        </Link>
      </td>
      <td role="cell">{triggerId}</td>
      <td role="cell" className={cron === undefined ? undefined : table.mono}>
        {cron === undefined
          ? t('schedules.every', { length: formatDuration(everySeconds * 1000) })
          : `${cron} ${timeZone ?? ''}`}
      </td>
      <td role="cell">{nextAt === undefined ? t('schedules.never') : <Time at={nextAt} />}</td>
      <td role="cell">
        {missed === 0 ? (
          <span className={table.soft}>{t('schedules.none')}</span>
        ) : (
          <strong className={styles.missed}>{formatCount(missed)}</strong>
        )}
        {lastMissedAt !== undefined && (
          <span className={styles.soft}>
            <Time at={lastMissedAt} />
          </span>
        )}
      </td>
    </tr>
  );
}
