import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { formatDuration } from '../../lib/format.ts';
import { StateBadge } from '../state-badge.tsx';
import { type CanvasStepState, useCanvas } from './canvas-context.ts';
import styles from './canvas.module.css';

/** How a step went: its state, time, items, attempts and visits. */
export function CardFoot({ step }: { readonly step: CanvasStepState | undefined }): ReactElement | null {
  const { t } = useTranslation('canvas');
  const { unseen } = useCanvas();
  if (unseen === undefined) return null;
  if (step === undefined) return <div className={styles.foot}>{t(unseen)}</div>;
  const { status, durationMs, itemsIn, itemsOut, attempts, visits } = step;
  return (
    <div className={styles.foot}>
      <StateBadge status={status} size={14} variant="icon" />
      {durationMs !== undefined && <span>{formatDuration(durationMs)}</span>}
      {itemsIn !== undefined && itemsOut !== undefined && (
        <span>{t('itemsThrough', { in: itemsIn, count: itemsOut })}</span>
      )}
      {itemsIn === undefined && itemsOut !== undefined && <span>{t('items', { count: itemsOut })}</span>}
      {attempts > 1 && <span>{t('attempts', { count: attempts })}</span>}
      {visits > 1 && <span>{t('visits', { count: visits })}</span>}
    </div>
  );
}
