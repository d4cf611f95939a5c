import { notifications } from '@mantine/notifications';
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Run } from '../../../lib/contract.ts';
import { type RunAgainWish, replayRun, retryRun, runQuery } from '../../../lib/queries/runs.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import type { Again } from '../model/run-again.ts';

export type AgainMutation = UseMutationResult<Run, Error, RunAgainWish>;

/** Makes a new run of one that has ended, and goes there. */
export function useRunAgain(run: Pick<Run, 'id'>, kind: Again['kind']): AgainMutation {
  const { t } = useTranslation('runs');
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (wish: RunAgainWish) => (kind === 'retry' ? retryRun(run.id, wish) : replayRun(run.id, wish)),
    onSuccess: async ({ id }) => {
      void cache.invalidateQueries({ queryKey: runQuery(run.id).queryKey });
      notifications.show({ message: t(`again.done.${kind}`) });
      await navigate({ to: '/w/$workspace/runs/$id', params: { workspace, id } });
    },
  });
}
