import { Button } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { CopyButton } from '../../components/id.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMay } from '../../lib/permissions.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { publisherKeysQuery } from './api/publisher-keys.ts';
import { AddKeyDialog } from './components/key-dialogs.tsx';
import { KeyTable } from './components/key-table.tsx';
import styles from './components/maker.module.css';
import catalogue from './connectors.module.css';
import './words.ts';

const COMMANDS = ['new', 'register'] as const;

/** The keys whose signatures count, and how one is made. */
export function KeysPage(): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const mayManage = useMay('connector.manage');
  const [isAdding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery(publisherKeysQuery);
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('keys.title')}
        text={t('keys.text')}
        crumbs={[
          <Link key="all" to="/w/$workspace/connectors" params={{ workspace }}>
            {t('title')}
          </Link>,
        ]}
        actions={
          mayManage && (
            <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setAdding(true)}>
              {t('keys.add')}
            </Button>
          )
        }
      />
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton rows={3} />}
      {data?.items.length === 0 && (
        <EmptyState icon={<IconKey size={20} />} title={t('keys.empty')} text={t('keys.emptyText')} />
      )}
      {data !== undefined && data.items.length > 0 && <KeyTable publisherKeys={data.items} />}
      <MakingOne />
      {isAdding && <AddKeyDialog onClose={() => setAdding(false)} />}
    </div>
  );
}

/** The commands that make a key and send it. */
function MakingOne(): ReactElement {
  const { t } = useTranslation('catalogue');
  const server = globalThis.location.origin;
  return (
    <section className={catalogue.way} aria-labelledby="making-title">
      <IconKey size={20} stroke={1.75} aria-hidden="true" />
      <h2 id="making-title">{t('keys.howTitle')}</h2>
      <p>{t('keys.howText')}</p>
      <ol className={catalogue.commands}>
        {COMMANDS.map((id) => {
          const command = t(`keys.command.${id}`, { server });
          return (
            <li key={id}>
              <code>{command}</code>
              <CopyButton text={command} label={t('copy', { ns: 'common', what: command })} />
            </li>
          );
        })}
      </ol>
    </section>
  );
}
