import type { ReactElement, ReactNode } from 'react';
import styles from './empty-state.module.css';

interface Props {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  /** One action: what to do next. */
  readonly action?: ReactNode;
  /** It is the whole page, so its title is the page's. */
  readonly isPage?: boolean;
}

/** A page or panel without data: why, and what to do about it. */
export function EmptyState({ icon, title, text, action, isPage = false }: Props): ReactElement {
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <div className={styles.empty}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <Heading className={styles.title}>{title}</Heading>
      <p className={styles.text}>{text}</p>
      {action}
    </div>
  );
}
