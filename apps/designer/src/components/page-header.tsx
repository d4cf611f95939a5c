import { IconChevronRight } from '@tabler/icons-react';
import { type ReactElement, type ReactNode, useEffect } from 'react';
import styles from './page-header.module.css';

interface Props {
  readonly title: string;
  /** What the browser's tab says; default: the title. */
  readonly documentTitle?: string;
  readonly crumbs?: readonly ReactNode[];
  /** Beside the title: a count, a badge. */
  readonly aside?: ReactNode;
  readonly text?: string;
  readonly actions?: ReactNode;
}

/** The head of a page: where we are, its one h1, and its actions. */
export function PageHeader({ title, documentTitle = title, crumbs = [], aside, text, actions }: Props): ReactElement {
  useEffect(() => {
    document.title = `${documentTitle} · Millrace`;
  }, [documentTitle]);
  return (
    <header className={styles.header}>
      <div className={styles.words}>
        {crumbs.length > 0 && (
          <div className={styles.crumbs}>
            {crumbs.map((crumb, index) => (
              <span key={index}>
                {crumb}
                <IconChevronRight size={12} aria-hidden="true" />
              </span>
            ))}
          </div>
        )}
        <div className={styles.line}>
          <h1 className={styles.title}>{title}</h1>
          {aside}
        </div>
        {text !== undefined && <p className={styles.text}>{text}</p>}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
