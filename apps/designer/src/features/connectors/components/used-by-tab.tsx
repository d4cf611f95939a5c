import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/empty-state.tsx';
import { LookBadge } from '../../../components/look-badge.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import tables from '../../../components/table.module.css';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { connectorUsersQuery, connectorVersionsQuery } from '../api/versions.ts';
import { type Impact, impactOf, outdatedPins, titlesOf } from '../model/versions.ts';
import { ChangeList } from './change-list.tsx';
import { UpgradeDialog } from './upgrade-dialog.tsx';
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
      <EmptyState
        icon={<IconCircleCheck size={20} />}
        title={t('usedBy.none')}
        text={t('usedBy.noneText')}
        action={<UseInWorkflow connector={connector} />}
      />
    );
  const impacts = data.items.map((user) => impactOf(user, versions));
  return (
    <>
      <UpgradeOffer
        connector={connector}
        impacts={impacts}
        latest={versions.find(({ isLatest }) => isLatest)?.version}
      />
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
    </>
  );
}

interface OfferProps {
  readonly connector: ConnectorDescription;
  readonly impacts: readonly Impact[];
  readonly latest: string | undefined;
}

/** Offers the latest version to drafts that are behind. */
function UpgradeOffer({ connector, impacts, latest }: OfferProps): ReactElement | null {
  const { t } = useTranslation('catalogue');
  const [isOpen, setOpen] = useState(false);
  const mayPublish = useMay('workflow.publish');
  const pins = outdatedPins(impacts);
  if (latest === undefined || !mayPublish || (pins.length === 0 && !isOpen)) return null;
  return (
    <div className={styles.offer}>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('upgrade.open')}
      </Button>
      {isOpen && <UpgradeDialog connector={connector.name} to={latest} pins={pins} onClose={() => setOpen(false)} />}
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
