import type { ReactElement, ReactNode } from 'react';
import styles from './home.module.css';

interface RowProps {
  readonly mark: ReactNode;
  readonly words: ReactNode;
  readonly moment: ReactNode;
  readonly action: ReactNode;
}

/** Something that needs somebody, since when, and what to do about it. */
export function AttentionRow({ mark, words, moment, action }: RowProps): ReactElement {
  return (
    <li>
      {mark}
      <span>{words}</span>
      <span className={styles.moment}>{moment}</span>
      {action}
    </li>
  );
}
