import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { LookBadge } from '../../../components/look-badge.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import tables from '../../../components/table.module.css';
import type { ConnectorDescription, ConnectorUser, ConnectorVersion } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { connectorUsersQuery, connectorVersionsQuery } from '../api/versions.ts';
import { targetsOf, workflowsByPin } from '../model/migrations.ts';
import { type Impact, impactOf, titlesOf } from '../model/versions.ts';
import { ChangeList } from './change-list.tsx';
import { EarlierMoves } from './earlier-moves.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { UseInWorkflow } from './use-in-workflow.tsx';
import styles from './versions.module.css';

/** The workflows that use a connector, and what its latest version would mean for each. */
export function UsedByTab({ connector }: { readonly connector: ConnectorDescription }): ReactElement {
  const { t } = useTranslation('catalogue');
  const { data, error, refetch } = useQuery(connectorUsersQuery(connector.name));
  const versions = useQuery(connectorVersionsQuery(connector.name)).data?.items ?? [];
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton />;
  if (data.items.length === 0)
    return (
      <>
        <EmptyState
          icon={<IconCircleCheck size={20} />}
          title={t('usedBy.none')}
          text={t('usedBy.noneText')}
          action={<UseInWorkflow connector={connector} />}
        />
        <EarlierMoves connector={connector.name} />
      </>
    );
  const impacts = data.items.map((user) => impactOf(user, versions));
  return (
    <>
      <MoveOffer connector={connector.name} users={data.items} versions={versions} />
      <div className={tables.frame}>
        <table className={`${tables.table ?? ''} ${styles.users ?? ''}`} aria-label={t('tab.used-by')}>
          <thead>
            <tr>
              {(['workflow', 'standing', 'pin', 'impact'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`usedBy.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {impacts.map((impact) => (
              <UserRow key={impact.workflow} impact={impact} connector={connector} />
            ))}
          </tbody>
        </table>
      </div>
      <EarlierMoves connector={connector.name} />
    </>
  );
}

interface OfferProps {
  readonly connector: string;
  readonly users: readonly ConnectorUser[];
  readonly versions: readonly ConnectorVersion[];
}

/** Offers another version to workflows, where there is one that they could have. */
function MoveOffer({ connector, users, versions }: OfferProps): ReactElement | null {
  const { t } = useTranslation('catalogue');
  const [isOpen, setOpen] = useState(false);
  const mayPublish = useMay('workflow.publish');
  const canMove = [...workflowsByPin(users).keys()].some((pin) => targetsOf(versions, pin).length > 0);
  if (!mayPublish || !canMove) return null;
  return (
    <div className={styles.offer}>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('move.open')}
      </Button>
      {isOpen && <MoveDialog connector={connector} users={users} versions={versions} onClose={() => setOpen(false)} />}
    </div>
  );
}

interface RowProps {
  readonly impact: Impact;
  readonly connector: ConnectorDescription;
}

function UserRow({ impact: { workflow, isLive, pin, kind, changes }, connector }: RowProps): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const isBreaking = kind === 'breaking';
  return (
    <tr>
      <td className={tables.strong}>
        <Link className={tables.link} to="/w/$workspace/workflows/$name/design" params={{ workspace, name: workflow }}>
          {workflow}
        </Link>
      </td>
      <td>{t(isLive ? 'usedBy.live' : 'usedBy.draft')}</td>
      <td className={tables.mono}>{pin ?? t('usedBy.noPin')}</td>
      <td>
        <LookBadge look={isBreaking ? 'warning' : 'success'} icon={isBreaking ? IconAlertTriangle : IconCircleCheck}>
          {t(`impact.${kind}`, { count: changes.length })}
        </LookBadge>
        {isBreaking && (
          <details className={styles.details}>
            <summary>{t('impact.show')}</summary>
            <ChangeList changes={changes} titles={titlesOf(connector)} />
          </details>
        )}
      </td>
    </tr>
  );
}
