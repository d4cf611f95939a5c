import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconArrowBackUp, IconGitCompare, IconHistory, IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { Skeleton } from '../../../../components/skeleton.tsx';
import { Time } from '../../../../components/time.tsx';
import { figuresText } from '../../../../components/versions/figures.tsx';
import type { ListedVersion, Rollout } from '../../../../lib/contract.ts';
import { activeRollout, rolloutQuery } from '../../../../lib/queries/rollouts.ts';
import { newestVersionsQuery } from '../../../../lib/queries/versions.ts';
import styles from './publish.module.css';

interface Props {
  readonly name: string;
  readonly workspace: string;
  readonly onActivate: (number: number) => void;
  readonly onEditFrom: (number: number) => void;
}

/** The newest versions: who made them, how their runs went, and what can be done with each. */
export function VersionMenu({ name, ...acts }: Props): ReactElement {
  const { t } = useTranslation('versions');
  const rollout = activeRollout(useQuery(rolloutQuery(name)).data);
  const { data, error } = useQuery({ ...newestVersionsQuery(name), refetchOnMount: 'always' });
  return (
    <>
      <div className={styles.versions}>
        {error !== null && <ProblemAlert error={error} />}
        {data === undefined && error === null && <Skeleton rows={3} />}
        {data?.items.length === 0 && <p className={styles.empty}>{t('page.empty.text')}</p>}
        {data?.items.map((version) => (
          <VersionEntry key={version.id} {...{ name, version, rollout }} {...acts} />
        ))}
      </div>
      <Menu.Divider />
      <Menu.Item
        leftSection={<IconHistory size={16} aria-hidden="true" />}
        renderRoot={(props) => (
          <Link {...props} to="/w/$workspace/workflows/$name/versions" params={{ workspace: acts.workspace, name }} />
        )}
      >
        {t('all')}
      </Menu.Item>
    </>
  );
}

function VersionEntry({
  name,
  workspace,
  version,
  rollout,
  onActivate,
  onEditFrom,
}: Props & { readonly version: ListedVersion; readonly rollout: Rollout | undefined }): ReactElement {
  const { t } = useTranslation('versions');
  const { number, note, publishedAt, publishedBy, live, stats } = version;
  const figures = stats === undefined ? '' : figuresText(stats, t);
  const canary = rollout?.candidate.number === number ? t('canary', { percent: rollout.percent }) : '';
  const facts = [...(live ? [t('live')] : []), canary, figures, note].filter((fact) => fact !== '').join(', ');
  return (
    // A menu has items and groups of items: what is said of a version is the name of its group.
    <div className={styles.version} role="group" aria-label={t('facts', { number, facts })}>
      <div aria-hidden="true">
        <div className={styles.versionHead}>
          <strong>{t('page.version', { number })}</strong>
          {live && <span className={styles.badge}>{t('live')}</span>}
          {canary !== '' && (
            <span className={styles.badge} data-canary="true">
              {canary}
            </span>
          )}
          <span className={styles.figures} data-failing={(stats?.errorRate ?? 0) > 0}>
            {figures}
          </span>
        </div>
        <div className={styles.facts} title={note}>
          <Time at={publishedAt} />
          {publishedBy !== undefined && ` ${t('by', { name: publishedBy })}`}
          {note !== '' && ` · ${note}`}
        </div>
      </div>
      <div className={styles.acts}>
        {!live && (
          <Menu.Item leftSection={<IconArrowBackUp size={14} aria-hidden="true" />} onClick={() => onActivate(number)}>
            {t('makeLive', { number })}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconGitCompare size={14} aria-hidden="true" />}
          aria-label={t('compareWithDraft', { number })}
          renderRoot={(props) => (
            <Link
              {...props}
              to="/w/$workspace/workflows/$name/versions"
              params={{ workspace, name }}
              search={{ from: number, to: 'draft' }}
            />
          )}
        >
          {t('compare')}
        </Menu.Item>
        <Menu.Item leftSection={<IconPencil size={14} aria-hidden="true" />} onClick={() => onEditFrom(number)}>
          {t('editFrom', { number })}
        </Menu.Item>
      </div>
    </div>
  );
}
