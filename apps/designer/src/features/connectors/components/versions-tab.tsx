import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { Markdown } from '../../../components/markdown/markdown.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { Time } from '../../../components/time.tsx';
import type { ConnectorDescription, ConnectorVersion } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { connectorVersionsQuery } from '../api/versions.ts';
import { standingOf, titlesOf } from '../model/versions.ts';
import { ChangeList } from './change-list.tsx';
import { VersionMenu } from './version-menu.tsx';
import { VersionState } from './version-state.tsx';
import styles from './versions.module.css';

/** Every version of a connector: what it changed, what has become of it, and what can be done about it. */
export function VersionsTab({ connector }: { readonly connector: ConnectorDescription }): ReactElement {
  const { t } = useTranslation('catalogue');
  const { data, error, refetch } = useQuery(connectorVersionsQuery(connector.name));
  const versions = data?.items ?? [];
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton />;
  return (
    <ol className={styles.versions} aria-label={t('tab.versions')}>
      {versions.map((version) => (
        <li key={version.version} className={styles.version}>
          <VersionHead version={version} versions={versions} />
          <VersionBody version={version} connector={connector} />
        </li>
      ))}
    </ol>
  );
}

interface HeadProps {
  readonly version: ConnectorVersion;
  readonly versions: readonly ConnectorVersion[];
}

function VersionHead({ version, versions }: HeadProps): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const mayManage = useMay('connector.manage');
  const { name, publishedAt, publishedBy, signedBy, origin } = version;
  return (
    <div className={styles.versionHead}>
      <h2>
        <Link
          to="/w/$workspace/connectors/$connector/v/$version"
          params={{ workspace, connector: name, version: version.version }}
        >
          {version.version}
        </Link>
      </h2>
      <VersionState state={standingOf(version)} />
      {version.isLatest && <span className={styles.latest}>{t('version.latest')}</span>}
      <span className={styles.made}>
        {publishedBy}
        {publishedAt !== undefined && (
          <>
            {publishedBy !== undefined && ' · '}
            <Time at={publishedAt} />
          </>
        )}
        {signedBy !== undefined && ` · ${t('version.signedBy', { key: signedBy })}`}
        {signedBy === undefined && origin === 'package' && ` · ${t('version.unsigned')}`}
      </span>
      {mayManage && <VersionMenu version={version} versions={versions} />}
    </div>
  );
}

interface BodyProps {
  readonly version: ConnectorVersion;
  readonly connector: ConnectorDescription;
}

function VersionBody({ version, connector }: BodyProps): ReactElement {
  const { t } = useTranslation('catalogue');
  const { blocked, successor, changelog, changes, state, isApproved } = version;
  return (
    <div className={styles.versionBody}>
      {blocked !== undefined && <p className={styles.blocked}>{t('version.blocked', { reason: blocked })}</p>}
      {state === 'deprecated' && (
        <p className={styles.note}>
          {successor === undefined ? t('version.deprecated') : t('version.deprecatedFor', { successor })}
        </p>
      )}
      {!isApproved && state !== 'draft' && <p className={styles.note}>{t('version.unapproved')}</p>}
      {state === 'yanked' && <p className={styles.note}>{t('version.yanked')}</p>}
      {changelog.trim() !== '' && <Markdown text={changelog} />}
      {changes.length > 0 && <ChangeList changes={changes} titles={titlesOf(connector)} />}
      {changelog.trim() === '' && changes.length === 0 && <p className={styles.quiet}>{t('version.nothingSaid')}</p>}
    </div>
  );
}
