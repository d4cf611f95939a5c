import { Button, TextInput } from '@mantine/core';
import { IconPlug, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectorIcon } from '../../components/connector-icon.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import type { ConnectorDescription } from '../../lib/contract.ts';
import { connectorsQuery } from '../../lib/queries/connectors.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import styles from './connectors.module.css';

const textOf = ({ name, title, description, actions }: ConnectorDescription): string =>
  [name, title, description, ...actions.flatMap((action) => [action.name, action.title])].join(' ').toLowerCase();

/** The installed connectors. */
export function ConnectorsPage(): ReactElement {
  const { t } = useTranslation('connectors');
  const { data, error, refetch } = useQuery(connectorsQuery);
  const [query, setQuery] = useState('');
  const all = data?.items ?? [];
  const shown = all.filter((connector) => textOf(connector).includes(query.trim().toLowerCase()));
  return (
    <div className={styles.page}>
      <PageHeader title={t('title')} />
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton />}
      {data !== undefined && all.length === 0 && (
        <EmptyState icon={<IconPlug size={20} />} title={t('empty.noneTitle')} text={t('empty.noneText')} />
      )}
      {all.length > 0 && (
        <TextInput
          className={styles.search}
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      )}
      {all.length > 0 && shown.length === 0 && (
        <EmptyState
          icon={<IconSearch size={20} />}
          title={t('empty.title')}
          text={t('empty.text', { query })}
          action={
            <Button variant="default" onClick={() => setQuery('')}>
              {t('empty.clear')}
            </Button>
          }
        />
      )}
      <ul className={styles.cards}>
        {shown.map((connector) => (
          <li key={connector.name}>
            <ConnectorCard connector={connector} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function ConnectorCard({ connector }: { readonly connector: ConnectorDescription }): ReactElement {
  const { t } = useTranslation('connectors');
  const workspace = useWorkspace();
  const { name, title, description, version, icon, actions } = connector;
  return (
    <Link className={styles.card} to="/w/$workspace/connectors/$connector" params={{ workspace, connector: name }}>
      <span className={styles.cardHead}>
        <span className={styles.tile}>
          <ConnectorIcon svg={icon} />
        </span>
        <span>
          <strong>{title}</strong>
          <code>{name}</code>
        </span>
      </span>
      <span className={styles.text}>{description}</span>
      <span className={styles.foot}>
        {t('actions', { count: actions.length })}
        <code>{version}</code>
      </span>
    </Link>
  );
}
