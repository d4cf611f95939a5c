import type { ReactElement } from 'react';
import styles from './failure-spark.module.css';

interface Props {
  readonly counts: readonly number[];
  /** What it shows, in words. */
  readonly label: string;
}

/** How often something failed, hour by hour, as small as a word. */
export function FailureSpark({ counts, label }: Props): ReactElement {
  const most = Math.max(1, ...counts);
  return (
    <span className={styles.spark} role="img" aria-label={label}>
      {counts.map((count, index) => (
        <span
          key={index}
          data-some={count > 0}
          style={{ height: count === 0 ? 2 : 4 + Math.round((count / most) * 14) }}
        />
      ))}
    </span>
  );
}
