import type { ReactElement } from 'react';
import { StateBadge } from '../../../components/state-badge.tsx';
import { RUN_STATUSES, type BulkDetail } from '../../../lib/contract.ts';
import { formatCount } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../bulk-page.module.css';
import { handledOf } from '../model/bulk-progress.ts';

const PARTS = ['done', 'failed', 'skipped'] as const;
const COUNTS = [...PARTS, 'pending'] as const;

/** How far a bulk action is, and how the runs go that it made. */
export function BulkProgress({ bulk }: { readonly bulk: BulkDetail }): ReactElement {
  const { t } = useTranslation('bulk');
  const { total, counts, state, reason } = bulk;
  const handled = handledOf(bulk);
  const text = t('page.handled', { handled: formatCount(handled), total: formatCount(total) });
  return (
    <section className={styles.card} aria-label={t('page.progress')}>
      <p className={styles.headline} role="status">
        <Headline bulk={bulk} fallback={text} />
      </p>
      <div
        className={styles.track}
        role="progressbar"
        aria-label={t('page.progress')}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={handled}
        aria-valuetext={text}
      >
        <div className={styles.fill}>
          {PARTS.map((part) => (
            <span key={part} data-part={part} style={{ width: `${(counts[part] / total) * 100}%` }} />
          ))}
        </div>
      </div>
      <ul className={styles.counts}>
        {COUNTS.map((name) => (
          <li key={name}>{t(`page.count.${name}`, { shown: formatCount(counts[name]) })}</li>
        ))}
      </ul>
      <NewRunCounts bulk={bulk} />
      {state === 'failed' && reason !== undefined && (
        <p className={styles.reason}>
          {t('page.stopped')}: {reason}
        </p>
      )}
    </section>
  );
}

/** What it has come to; while nothing has ended, how far it is. */
function Headline({ bulk, fallback }: { readonly bulk: BulkDetail; readonly fallback: string }): ReactElement {
  const { t } = useTranslation('bulk');
  const { action, total, counts, newRuns, state } = bulk;
  if (action === 'cancel') {
    if (state !== 'done') return <>{fallback}</>;
    return <>{t('page.cancelled', { done: formatCount(counts.done), total: formatCount(total) })}</>;
  }
  const hasAny = Object.keys(newRuns).length > 0;
  if (!hasAny) return <>{fallback}</>;
  return <>{t('page.succeeded', { succeeded: formatCount(newRuns.succeeded ?? 0), total: formatCount(total) })}</>;
}

function NewRunCounts({ bulk: { newRuns } }: { readonly bulk: BulkDetail }): ReactElement | null {
  const { t } = useTranslation('bulk');
  const known = RUN_STATUSES.map((status) => [status, newRuns[status] ?? 0] as const).filter(([, count]) => count > 0);
  const removed = newRuns.removed ?? 0;
  if (known.length === 0 && removed === 0) return null;
  return (
    <ul className={styles.counts} aria-label={t('page.newRunsOf')}>
      {known.map(([status, count]) => (
        <li key={status}>
          <StateBadge status={status} /> <strong>{formatCount(count)}</strong>
        </li>
      ))}
      {removed > 0 && <li>{t('page.removed', { shown: formatCount(removed) })}</li>}
    </ul>
  );
}
