import type { ReactElement } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { useDelayed } from '../hooks/use-delayed.ts';
import styles from './skeleton.module.css';

interface Props {
  readonly rows?: number;
  /** 0 where somebody has waited already. */
  readonly delayMs?: number;
}

/** Grey lines where rows will be, shown only when the wait is felt. */
export function Skeleton({ rows = 6, delayMs }: Props): ReactElement | null {
  const { t } = useTranslation();
  const shown = useDelayed(true, delayMs);
  if (!shown) return null;
  return (
    <div role="status" aria-label={t('loading')} className={styles.skeleton}>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
