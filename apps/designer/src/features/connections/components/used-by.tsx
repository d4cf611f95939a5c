import { IconSitemap } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { ConnectionDetail } from '../../../lib/contract.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../connections.module.css';

/** The workflows that name a connection, live or in a draft. */
export function UsedBy({ connection: { usedBy } }: { readonly connection: ConnectionDetail }): ReactElement {
  const { t } = useTranslation('connections');
  const workspace = useWorkspace();
  return (
    <section className={styles.card} aria-labelledby="used-by-title">
      <h2 id="used-by-title">{t('usedBy.title')}</h2>
      {usedBy.length === 0 && <p className={styles.cardText}>{t('usedBy.none')}</p>}
      <ul className={styles.hosts}>
        {usedBy.map(({ workflow, versions }) => (
          <li key={workflow}>
            <IconSitemap size={16} stroke={1.75} aria-hidden="true" />
            <Link
              className={styles.link}
              to="/w/$workspace/workflows/$name/design"
              params={{ workspace, name: workflow }}
            >
              {workflow}
            </Link>
            <span className={styles.soft}>{versions.map((version) => t(`usedBy.${version}`)).join(', ')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
