import { Button } from '@mantine/core';
import { IconVersions } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { ActivateDialog } from '../../../components/versions/activate-dialog.tsx';
import { versionPagesQuery } from '../../../lib/queries/versions.ts';
import type { VersionSearch } from '../model/version-search.ts';
import styles from '../versions.module.css';
import { VersionTable } from './version-table.tsx';

interface Props {
  readonly name: string;
  readonly workspace: string;
  readonly onCompare: (sides: VersionSearch) => void;
}

/** All versions, newest first. */
export function VersionHistory({ name, workspace, onCompare }: Props): ReactElement {
  const { t } = useTranslation('versions');
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    versionPagesQuery(name),
  );
  const [toActivate, setToActivate] = useState<number>();
  const versions = data?.pages.flatMap(({ items }) => items);
  return (
    <div className={styles.page}>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <div className={styles.frame}>
        {versions === undefined && error === null && <Skeleton rows={3} />}
        {versions?.length === 0 && (
          <EmptyState
            icon={<IconVersions size={20} />}
            title={t('page.empty.title')}
            text={t('page.empty.text')}
            action={
              <Button component={Link} to={`/w/${workspace}/workflows/${name}/design`}>
                {t('page.empty.action')}
              </Button>
            }
          />
        )}
        {versions !== undefined && versions.length > 0 && (
          <VersionTable {...{ name, workspace, versions, onCompare }} onActivate={setToActivate} />
        )}
      </div>
      {hasNextPage && (
        <div className={styles.more}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('page.older')}
          </Button>
        </div>
      )}
      {toActivate !== undefined && (
        <ActivateDialog name={name} number={toActivate} onClose={() => setToActivate(undefined)} />
      )}
    </div>
  );
}
