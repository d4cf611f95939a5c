import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { formatBytes } from '../../lib/format.ts';
import { storageQuery } from '../../lib/queries/storage.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import styles from './storage.module.css';
import './words.ts';

/** What a quota has removed is told for so long. */
const TOLD_MS = 7 * 86_400_000;

/** Says that the quota of a workflow has removed something lately, or is exceeded. Nothing else is drawn. */
export function QuotaNotice({
  workflow,
  nowMs,
}: {
  readonly workflow: string;
  readonly nowMs: number;
}): ReactElement | null {
  const { t } = useTranslation('storage');
  const workspace = useWorkspace();
  const { data } = useQuery(storageQuery(workflow));
  const quota = data?.quota;
  if (data === undefined || quota === undefined) return null;
  const { removedAt, removedRuns, isExceeded } = quota;
  const isTold = removedAt !== undefined && nowMs - Date.parse(removedAt) < TOLD_MS;
  if (!isTold && !isExceeded) return null;
  const most = formatBytes(quota.maxBytes);
  return (
    <div className={styles.notice} role="status">
      <span>
        {isExceeded && t('notice.exceeded', { bytes: formatBytes(data.bytes), quota: most })}{' '}
        {isTold && t('notice.removed', { quota: most, count: removedRuns, day: removedAt.slice(0, 10) })}
      </span>
      <Link to="/w/$workspace/settings/storage" params={{ workspace }}>
        {t('notice.open')}
      </Link>
    </div>
  );
}

/** Of a run whose payloads are gone. */
export function RemovedNotice({ removedAt }: { readonly removedAt: string }): ReactElement {
  const { t } = useTranslation('storage');
  return (
    <div className={styles.notice} role="status">
      {t('notice.run', { day: removedAt.slice(0, 10) })}
    </div>
  );
}
