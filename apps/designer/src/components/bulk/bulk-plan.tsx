import type { ReactElement } from 'react';
import { RUN_STATUSES, type BulkPlan as Plan, type BulkVerb } from '../../lib/contract.ts';
import { formatCount } from '../../lib/format.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import styles from './bulk.module.css';

interface Props {
  readonly action: BulkVerb;
  readonly plan: Plan;
}

/** What an action would do, a line for each kind of run. */
export function BulkPlan({ action, plan }: Props): ReactElement {
  const { t } = useTranslation('bulk');
  const { total, planned } = plan;
  return (
    <section className={styles.plan} aria-label={t('dialog.plan')}>
      <h3>{t('dialog.plan')}</h3>
      <ul>{action === 'retry' ? <Starts plan={plan} /> : <Statuses plan={plan} />}</ul>
      {action === 'retry' && planned < total && (
        <p className={styles.why}>
          {t('dialog.sampled', { planned: formatCount(planned), total: formatCount(total) })}
        </p>
      )}
    </section>
  );
}

function Starts({ plan: { starts, refused } }: { readonly plan: Plan }): ReactElement {
  const { t } = useTranslation('bulk');
  const counted = (count: number) => ({ count, shown: formatCount(count) });
  return (
    <>
      {starts.map(({ from, why, version, count }) => (
        <li key={`${from ?? ''} ${why ?? ''} ${version}`}>
          {from === undefined
            ? t('dialog.start', { ...counted(count), version })
            : t('dialog.from', { ...counted(count), state: from, version })}
          {why !== undefined && <span className={styles.why}>{why}</span>}
        </li>
      ))}
      {refused.map(({ code, message, count }) => (
        <li key={code}>
          {t('dialog.refused', counted(count))}
          <span className={styles.why}>{message}</span>
        </li>
      ))}
    </>
  );
}

function Statuses({ plan: { byStatus } }: { readonly plan: Plan }): ReactElement {
  const { t } = useTranslation('bulk');
  return (
    <>
      {RUN_STATUSES.map((status) => [status, byStatus[status] ?? 0] as const)
        .filter(([, count]) => count > 0)
        .map(([status, count]) => (
          <li key={status}>
            {t('dialog.byStatus', {
              ...{ count, shown: formatCount(count) },
              status: t(`status.${status}`, { ns: 'common' }),
            })}
          </li>
        ))}
    </>
  );
}
