import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConnectorIcon } from '../../../components/connector-icon.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../connector-page.module.css';
import { CONNECTOR_TABS, type ConnectorTab } from '../model/connector-search.ts';
import { OriginBadge } from './origin-badge.tsx';
import { VersionState } from './version-state.tsx';

/** The address decides alone: a tab without a search is not open while another one is. */
const EXACTLY = { exact: true, includeSearch: true } as const;

interface Props {
  readonly connector: ConnectorDescription;
  readonly tab: ConnectorTab;
  /** How many there are of what a tab shows; a tab without a member here shows no number. */
  readonly counts: Partial<Readonly<Record<ConnectorTab, number>>>;
  readonly actions: ReactNode;
}

/** The head of a connector's page: what it is, and the parts of the page. */
export function ConnectorHead({ connector, tab, counts, actions }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const { title, description, icon, origin, state, auth } = connector;
  const tabs = CONNECTOR_TABS.filter((id) => id !== 'connections' || auth.length > 0);
  return (
    <div className={styles.head}>
      <div className={styles.headLine}>
        <span className={styles.tile}>
          <ConnectorIcon svg={icon} size={28} />
        </span>
        <PageHeader
          title={title}
          text={description}
          crumbs={[
            <Link key="all" to="/w/$workspace/connectors" params={{ workspace }}>
              {t('title')}
            </Link>,
          ]}
          aside={
            <span className={styles.badges}>
              <OriginBadge origin={origin} />
              {state !== 'published' && <VersionState state={state} />}
            </span>
          }
          actions={actions}
        />
      </div>
      <nav className={styles.tabs} aria-label={t('tabs')}>
        {tabs.map((id) => (
          <Link
            key={id}
            to="."
            search={id === 'docs' ? {} : { tab: id }}
            replace
            activeOptions={EXACTLY}
            aria-current={id === tab ? 'page' : undefined}
          >
            {t(`tab.${id}`)}
            {counts[id] !== undefined && <span className={styles.tabCount}>{counts[id]}</span>}
          </Link>
        ))}
      </nav>
    </div>
  );
}
