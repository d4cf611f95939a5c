import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from '../../lib/use-translation.ts';
import { haveLeft } from '../../lib/leaving.ts';
import { sessionQuery } from '../../lib/queries/session.ts';
import { enterWorkspace } from '../../lib/queries/workspaces.ts';
import './words.ts';

/** Names the switch while it is under way. */
export const ENTERING = ['enter-workspace'] as const;

export interface Entrance {
  readonly slug: string;
  /** Where to, of the other workspace; default: its home. */
  readonly next?: string;
}

/** Goes on in another workspace, and forgets all that was read in this one. */
export function useEnterWorkspace(): UseMutationResult<void, Error, Entrance> {
  const { t } = useTranslation('environments');
  const cache = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationKey: ENTERING,
    mutationFn: async ({ slug, next = `/w/${slug}` }: Entrance) => {
      // Away from the page first: what it still saves belongs to the workspace that is left, and nothing may show through.
      await router.navigate({ to: '/environment', search: { slug, next } });
      await haveLeft();
      const session = await enterWorkspace(slug);
      cache.getQueryCache().clear();
      cache.setQueryData(sessionQuery.queryKey, session);
      router.history.replace(next);
    },
    onError: (error) => {
      notifications.show({ message: t('switch.failed', { reason: error.message }), color: 'red', autoClose: false });
    },
  });
}
