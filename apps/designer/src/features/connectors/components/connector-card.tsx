import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConnectorIcon } from '../../../components/connector-icon.tsx';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../connectors.module.css';
import { OriginBadge } from './origin-badge.tsx';
import { VersionState } from './version-state.tsx';

/** One connector of the catalogue. */
export function ConnectorCard({ connector }: { readonly connector: ConnectorDescription }): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const { name, title, description, version, icon, actions, triggers, origin, state } = connector;
  return (
    <Link
      className={styles.card}
      to="/w/$workspace/connectors/$connector"
      params={{ workspace, connector: name }}
      aria-label={title}
    >
      <span className={styles.cardHead}>
        <span className={styles.tile}>
          <ConnectorIcon svg={icon} />
        </span>
        <span className={styles.cardTitle}>
          <strong>{title}</strong>
          <OriginBadge origin={origin} />
        </span>
        {state !== 'published' && <VersionState state={state} />}
      </span>
      <span className={styles.text}>{description}</span>
      <span className={styles.foot}>
        <span>{t('actions', { count: actions.length })}</span>
        {triggers.length > 0 && <span>· {t('triggers', { count: triggers.length })}</span>}
        <span className={styles.footEnd}>
          <code>{version}</code>
        </span>
      </span>
    </Link>
  );
}
