import { Button } from '@mantine/core';
import { IconVersions } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { ActivateDialog } from '../../../components/versions/activate-dialog.tsx';
import { versionPagesQuery } from '../../../lib/queries/versions.ts';
import { usePlaceNames } from '../hooks/use-place-names.ts';
import type { VersionSearch } from '../model/version-search.ts';
import styles from '../versions.module.css';
import { VersionTable } from './version-table.tsx';

const PromoteDialog = lazy(async () => ({ default: (await import('./promote-dialog.tsx')).PromoteDialog }));

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
  const [toPromote, setToPromote] = useState<number>();
  const placeNames = usePlaceNames();
  const close = (): void => {
    setToActivate(undefined);
    setToPromote(undefined);
  };
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
          <VersionTable
            {...{ name, workspace, versions, onCompare, placeNames }}
            onActivate={setToActivate}
            onPromote={placeNames.size > 1 ? setToPromote : undefined}
          />
        )}
      </div>
      {hasNextPage && (
        <div className={styles.more}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('page.older')}
          </Button>
        </div>
      )}
      <Dialogs {...{ name, toActivate, toPromote }} onClose={close} />
    </div>
  );
}

interface DialogsProps {
  readonly name: string;
  readonly toActivate: number | undefined;
  readonly toPromote: number | undefined;
  readonly onClose: () => void;
}

function Dialogs({ name, toActivate, toPromote, onClose }: DialogsProps): ReactElement | null {
  if (toActivate !== undefined) return <ActivateDialog name={name} number={toActivate} onClose={onClose} />;
  if (toPromote === undefined) return null;
  return (
    <Suspense fallback={null}>
      <PromoteDialog version={{ name, number: toPromote }} onClose={onClose} />
    </Suspense>
  );
}
