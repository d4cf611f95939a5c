import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { Time } from '../../../components/time.tsx';
import { migrationsQuery } from '../api/migrations.ts';
import { MigrationState } from './migration-state.tsx';
import styles from './versions.module.css';

/** The migrations that there have been, newest first; each leads to what became of it. */
export function EarlierMoves({ connector }: { readonly connector: string }): ReactElement | null {
  const { t } = useTranslation('catalogue');
  const migrations = useQuery(migrationsQuery(connector)).data?.items ?? [];
  if (migrations.length === 0) return null;
  return (
    <section className={styles.moves} aria-labelledby="moves-title">
      <h2 id="moves-title">{t('move.earlier')}</h2>
      <ul>
        {migrations.map(({ id, from, to, state, startedBy, startedAt, workflows }) => (
          <li key={id}>
            <Link to="." search={{ tab: 'used-by', migration: id }}>
              {t('move.panel', { from, to })}
            </Link>
            <MigrationState state={state} />
            <span className={styles.made}>
              {t('move.workflowCount', { count: workflows.length })} · {startedBy} · <Time at={startedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
