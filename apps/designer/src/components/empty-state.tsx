import type { ReactElement, ReactNode } from 'react';
import styles from './empty-state.module.css';

interface Props {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  /** One action: what to do next. */
  readonly action?: ReactNode;
}

/** A page or panel without data: why, and what to do about it. */
export function EmptyState({ icon, title, text, action }: Props): ReactElement {
  return (
    <div className={styles.empty}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.text}>{text}</p>
      {action}
    </div>
  );
}
