import type { ReactElement, ReactNode } from 'react';
import styles from './maker.module.css';

/** One thing to know of what is about to be kept. */
export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className={styles.part}>
      <h3>{title}</h3>
      <div>{children}</div>
    </div>
  );
}
