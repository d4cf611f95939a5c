import { IconExternalLink } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import styles from '../connector-page.module.css';
import { categoryTitle } from '../model/members.ts';
import { ConnectionRows } from './connection-rows.tsx';
import { OriginBadge } from './origin-badge.tsx';
import { PermissionList } from './permission-list.tsx';
import { VersionState } from './version-state.tsx';

/** What stands beside the docs: the version, what it may do, and who signs in with it. */
export function AboutAside({ connector }: { readonly connector: ConnectorDescription }): ReactElement {
  const { t } = useTranslation('catalogue');
  const { version, state, origin, categories, docsUrl, auth } = connector;
  return (
    <aside className={styles.aside} aria-label={t('about.label')}>
      <Part title={t('about.version')}>
        <dl className={styles.facts}>
          <Fact name={t('about.number')}>
            <code>{version}</code>
          </Fact>
          <Fact name={t('about.state')}>
            <VersionState state={state} />
          </Fact>
          <Fact name={t('about.madeBy')}>
            <OriginBadge origin={origin} />
          </Fact>
          <Fact name={t('category')}>{categories.map(categoryTitle).join(', ')}</Fact>
          <Fact name={t('about.signIn')}>
            {auth.length === 0 ? t('about.noSignIn') : auth.map(({ title }) => title).join(', ')}
          </Fact>
        </dl>
        {docsUrl !== undefined && (
          <a className={styles.external} href={docsUrl} target="_blank" rel="noopener noreferrer">
            {t('about.docs')} <IconExternalLink size={14} aria-hidden="true" />
          </a>
        )}
      </Part>
      <Part title={t('tab.permissions')}>
        <PermissionList permissions={connector.permissions} />
      </Part>
      {auth.length > 0 && (
        <Part title={t('tab.connections')}>
          <ConnectionRows connector={connector.name} />
        </Part>
      )}
    </aside>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
