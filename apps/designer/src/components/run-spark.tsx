import type { ReactElement } from 'react';
import styles from './run-spark.module.css';

interface Props {
  readonly parts: readonly { readonly total: number; readonly failed: number }[];
  /** What it shows, in words. */
  readonly label: string;
}

const HEIGHT = 18;

/** Runs hour by hour, as small as a word; what failed stands on top, and never so small that it is not seen. */
export function RunSpark({ parts, label }: Props): ReactElement {
  const most = Math.max(1, ...parts.map(({ total }) => total));
  return (
    <span className={styles.spark} role="img" aria-label={label}>
      {parts.map(({ total, failed }, index) => {
        const height = total === 0 ? 1 : Math.max(2, (total / most) * HEIGHT);
        const red = failed === 0 ? 0 : Math.max(2, (failed / total) * height);
        return (
          <span key={index} data-some={total > 0} style={{ height: Math.max(height, red) }}>
            {red > 0 && <i style={{ height: red }} />}
          </span>
        );
      })}
    </span>
  );
}
