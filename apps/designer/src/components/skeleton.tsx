import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDelayed } from '../hooks/use-delayed.ts';
import styles from './skeleton.module.css';

/** Grey lines where rows will be, shown only when the wait is felt. */
export function Skeleton({ rows = 6 }: { readonly rows?: number }): ReactElement | null {
  const { t } = useTranslation();
  const shown = useDelayed(true);
  if (!shown) return null;
  return (
    <div role="status" aria-label={t('loading')} className={styles.skeleton}>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
