import type { ReactElement, ReactNode } from 'react';
import styles from './maker.module.css';

interface Props {
  readonly number: number;
  readonly title: string;
  /** What came of it, beside the title. */
  readonly outcome?: string | undefined;
  /** Whether it is its turn. */
  readonly isOpen: boolean;
  readonly children: ReactNode;
}

/** One step of making a connector. Steps that are done stay open: everything is on one page. */
export function MakerStep({ number, title, outcome, isOpen, children }: Props): ReactElement {
  const id = `step-${number}`;
  return (
    <section className={styles.step} data-open={isOpen} aria-labelledby={id}>
      <header>
        <span className={styles.stepNumber} aria-hidden="true">
          {number}
        </span>
        <h2 id={id}>{title}</h2>
        <p role="status">{outcome}</p>
      </header>
      {isOpen && <div className={styles.stepBody}>{children}</div>}
    </section>
  );
}
