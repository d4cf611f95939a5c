import type { ReactElement, ReactNode } from 'react';
import styles from './versions.module.css';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** One thing to know before a version becomes live, under its heading. */
export function DialogSection({ title, children }: Props): ReactElement {
  return (
    <section className={styles.section} aria-label={title}>
      <h3 className={styles.subtitle}>{title}</h3>
      {children}
    </section>
  );
}
