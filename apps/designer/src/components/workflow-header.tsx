import { IconChevronLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, useEffect } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { workflowQuery } from '../lib/queries/workflows.ts';
import { useWorkspace } from '../lib/workspace.ts';
import styles from './workflow-header.module.css';

const TABS = [
  { id: 'design', to: '/w/$workspace/workflows/$name/design' },
  { id: 'runs', to: '/w/$workspace/workflows/$name/runs' },
  { id: 'versions', to: '/w/$workspace/workflows/$name/versions' },
  { id: 'tests', to: '/w/$workspace/workflows/$name/tests' },
  { id: 'alerts', to: '/w/$workspace/workflows/$name/alerts' },
  { id: 'settings', to: '/w/$workspace/workflows/$name/settings' },
] as const;

interface Props {
  readonly name: string;
  readonly current: (typeof TABS)[number]['id'];
  /** In place of the heading: one that can be edited. */
  readonly heading?: ReactNode;
  /** What the tab adds at the right: saved state, version, buttons. */
  readonly children?: ReactNode;
}

/** The head of one workflow's pages: its title and its tabs. */
export function WorkflowHeader({ name, current, heading, children }: Props): ReactElement {
  const { t } = useTranslation('workflows');
  const workspace = useWorkspace();
  const { data } = useQuery(workflowQuery(name));
  const title = data?.title ?? name;
  useEffect(() => {
    document.title = `${title} · ${t(`tab.${current}`)} · Millrace`;
  }, [title, current, t]);
  return (
    <header className={styles.header} data-region="header">
      <Link className={styles.back} to="/w/$workspace/workflows" params={{ workspace }} aria-label={t('back')}>
        <IconChevronLeft size={18} aria-hidden="true" />
      </Link>
      {heading ?? (
        <h1 className={styles.title} title={title} dir="auto">
          {title}
        </h1>
      )}
      <span className={styles.line} aria-hidden="true" />
      <div className={styles.tabs} role="tablist" aria-label={t('tabs')}>
        {TABS.map(({ id, to }) => (
          <Link
            key={id}
            role="tab"
            aria-selected={id === current}
            className={styles.tab}
            to={to}
            params={{ workspace, name }}
          >
            {t(`tab.${id}`)}
          </Link>
        ))}
      </div>
      <div className={styles.end}>{children}</div>
    </header>
  );
}
