import { Button } from '@mantine/core';
import { IconPlug } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Markdown } from '../../components/markdown/markdown.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { ApiError } from '../../lib/api-error.ts';
import type { ConnectorDetail } from '../../lib/contract.ts';
import { useMay } from '../../lib/permissions.ts';
import { connectorQuery } from '../../lib/queries/connectors.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { AboutAside } from './components/about-aside.tsx';
import { ActionDocs } from './components/action-docs.tsx';
import { ConnectionRows } from './components/connection-rows.tsx';
import { ConnectorHead } from './components/connector-head.tsx';
import { ImportAgain } from './components/import-again.tsx';
import { MemberList } from './components/member-list.tsx';
import { MigrationPanel } from './components/migration-panel.tsx';
import { PermissionList } from './components/permission-list.tsx';
import { SayReads } from './components/say-reads.tsx';
import { TriggerDocs } from './components/trigger-docs.tsx';
import { TryIt } from './components/try-it.tsx';
import { UseInWorkflow } from './components/use-in-workflow.tsx';
import { VersionSelect } from './components/version-select.tsx';
import { UsedByTab } from './components/used-by-tab.tsx';
import { VersionsTab } from './components/versions-tab.tsx';
import { connectorUsersQuery } from './api/versions.ts';
import styles from './connector-page.module.css';
import { type ConnectorTab, readConnectorSearch } from './model/connector-search.ts';
import { chosenMember } from './model/members.ts';
import './words.ts';

/** One connector: what each of its actions takes and gives, and everything else that is known of it. */
export function ConnectorPage(): ReactElement {
  const { connector: name = '', version } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(connectorQuery(name, version));
  if (data !== undefined) return <Known connector={data} />;
  if (error instanceof ApiError && error.code === 'connector.not_found') return <Missing name={name} />;
  return error === null ? <Skeleton rows={10} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />;
}

function Known({ connector }: { readonly connector: ConnectorDetail }): ReactElement {
  const { tab = 'docs' } = readConnectorSearch(useSearch({ strict: false }));
  const { hosts, sockets } = connector.permissions;
  const users = useQuery(connectorUsersQuery(connector.name)).data?.items.length;
  return (
    <div className={styles.page}>
      <ConnectorHead
        connector={connector}
        tab={tab}
        counts={{ permissions: hosts.length + sockets.length, ...(users === undefined ? {} : { 'used-by': users }) }}
        actions={
          <>
            <VersionSelect connector={connector} />
            <ImportAgain connector={connector} />
            <SayReads connector={connector} />
            <UseInWorkflow connector={connector} />
          </>
        }
      />
      <Part connector={connector} tab={tab} />
    </div>
  );
}

interface PartProps {
  readonly connector: ConnectorDetail;
  readonly tab: ConnectorTab;
}

function Part({ connector, tab }: PartProps): ReactElement {
  const { t } = useTranslation('catalogue');
  const { migration } = readConnectorSearch(useSearch({ strict: false }));
  switch (tab) {
    case 'readme':
      return (
        <div className={styles.body}>
          {connector.readme.trim() === '' ? <p>{t('noReadme')}</p> : <Markdown text={connector.readme} />}
        </div>
      );
    case 'permissions':
      return (
        <div className={styles.body}>
          <p>{t('permission.text')}</p>
          <div className={styles.card}>
            <PermissionList permissions={connector.permissions} />
          </div>
        </div>
      );
    case 'connections':
      return (
        <div className={styles.body}>
          <div className={styles.card}>
            <ConnectionRows connector={connector.name} />
          </div>
        </div>
      );
    case 'versions':
      return (
        <div className={styles.body}>
          <VersionsTab connector={connector} />
        </div>
      );
    case 'used-by':
      return (
        <div className={styles.body}>
          {migration === undefined ? (
            <UsedByTab connector={connector} />
          ) : (
            <MigrationPanel connector={connector.name} id={migration} />
          )}
        </div>
      );
    case 'docs':
      return <Docs connector={connector} />;
  }
}

function Docs({ connector }: { readonly connector: ConnectorDetail }): ReactElement {
  const { t } = useTranslation('catalogue');
  const member = chosenMember(connector, readConnectorSearch(useSearch({ strict: false })));
  const mayTry = useMay('workflow.write') && member?.kind === 'action';
  return (
    <div className={styles.columns} data-with={mayTry ? 'both' : 'aside'}>
      <MemberList connector={connector} chosen={member} />
      {member?.kind === 'action' && <ActionDocs connector={connector} action={member.action} />}
      {member?.kind === 'trigger' && <TriggerDocs connector={connector} trigger={member.trigger} />}
      {member === undefined && <p className={styles.body}>{t('noMembers')}</p>}
      {mayTry && <TryIt key={member.action.name} connector={connector} action={member.action} />}
      <AboutAside connector={connector} />
    </div>
  );
}

function Missing({ name }: { readonly name: string }): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  return (
    <EmptyState
      isPage
      icon={<IconPlug size={20} />}
      title={t('missing.title')}
      text={t('missing.text', { name })}
      action={
        <Button component={Link} to={`/w/${workspace}/connectors`}>
          {t('missing.action')}
        </Button>
      }
    />
  );
}
