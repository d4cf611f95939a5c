import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Bulk, BulkForm } from '../../lib/contract.ts';
import { makeBulk } from '../../lib/queries/bulk.ts';
import { useWorkspace } from '../../lib/workspace.ts';

/** Begins a bulk action, and opens its page. */
export function useMakeBulk(onMade?: () => void): UseMutationResult<Bulk, Error, BulkForm> {
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: makeBulk,
    onSuccess: async ({ id }) => {
      await navigate({ to: '/w/$workspace/bulk/$id', params: { workspace, id } });
      void cache.invalidateQueries({ queryKey: ['runs'] });
      onMade?.();
    },
  });
}
