import { Button, Group } from '@mantine/core';
import { IconArrowsLeftRight } from '@tabler/icons-react';
import { useIsMutating, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Navigate, useRouter } from '@tanstack/react-router';
import { type ReactElement, useEffect } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ENTERING, useEnterWorkspace } from '../../components/environments/use-enter-workspace.ts';
import '../../components/environments/words.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import type { Session, Workspace } from '../../lib/contract.ts';
import { sessionQuery } from '../../lib/queries/session.ts';
import { workspacesQuery } from '../../lib/queries/workspaces.ts';
import styles from './elsewhere.module.css';

const route = getRouteApi('/environment');

/** A page of an environment that the session is not in: asks before it goes there, since all tabs go along. */
export function ElsewherePage(): ReactElement {
  const { slug = '', next } = route.useSearch();
  const { data: session, error } = useQuery(sessionQuery);
  const { data: workspaces } = useQuery(workspacesQuery);
  const isEntering = useIsMutating({ mutationKey: ENTERING }) > 0;
  const { t } = useTranslation('environments');
  useEffect(() => {
    document.title = `${t('switch.title')} · Millrace`;
  }, [t]);
  // Only inside of that environment: the address was written by anybody.
  const target = next?.startsWith(`/w/${slug}/`) === true ? next : `/w/${slug}`;
  if (!isEntering && session?.workspace.slug === slug) return <Navigate to={target} replace />;
  const wanted = workspaces?.items.find((one) => one.slug === slug);
  return (
    <main className={styles.page}>
      {error !== null && <ProblemAlert error={error} />}
      {isEntering || session === undefined || workspaces === undefined ? (
        <Skeleton rows={3} />
      ) : (
        <Question {...{ slug, session, wanted, target }} />
      )}
    </main>
  );
}

interface QuestionProps {
  readonly slug: string;
  readonly session: Session;
  /** Absent when the person does not belong to it. */
  readonly wanted: Workspace | undefined;
  readonly target: string;
}

function Question({ slug, session, wanted, target }: QuestionProps): ReactElement {
  const { t } = useTranslation('environments');
  const cache = useQueryClient();
  const router = useRouter();
  const entrance = useEnterWorkspace();
  const current = session.workspace;
  const stay = (): void => {
    // Some of what was read may be of the environment that the session has left.
    cache.getQueryCache().clear();
    cache.setQueryData(sessionQuery.queryKey, session);
    router.history.push(`/w/${current.slug}`);
  };
  return (
    <EmptyState
      isPage
      icon={<IconArrowsLeftRight size={20} />}
      title={wanted === undefined ? t('elsewhere.missing', { slug }) : t('elsewhere.title', { name: wanted.name })}
      text={wanted === undefined ? t('elsewhere.missingText') : t('elsewhere.text', { current: current.name })}
      action={
        <Group justify="center">
          <Button variant={wanted === undefined ? 'filled' : 'default'} onClick={stay}>
            {t('elsewhere.stay', { current: current.name })}
          </Button>
          {wanted !== undefined && (
            <Button onClick={() => entrance.mutate({ slug, next: target })}>
              {t('elsewhere.switch', { name: wanted.name })}
            </Button>
          )}
        </Group>
      }
    />
  );
}
