import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../../lib/api-error.ts';
import type { Finding, PublishedVersion } from '../../../lib/contract.ts';
import { publishDraft } from '../api/draft.ts';
import type { DraftEditor } from '../draft/use-draft.ts';

/** Making the draft the live version. */
export interface Publishing {
  readonly publish: () => void;
  readonly isBusy: boolean;
  /** The version that was made last, until it is put away. */
  readonly published: PublishedVersion | undefined;
  readonly error: Error | null;
  readonly putAway: () => void;
}

/** Why the server refused a document, when it did so because of the document. */
function findingsOf(error: Error): readonly Finding[] {
  return error instanceof ApiError ? error.problem.errors : [];
}

/** Saves and publishes; `onRefused` hears of problems that the page had not found yet. */
export function usePublish(
  name: string,
  draft: DraftEditor,
  onRefused: (findings: readonly Finding[]) => void,
): Publishing {
  const cache = useQueryClient();
  const publication = useMutation({
    mutationFn: async () => publishDraft(name, await draft.flush()),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['workflows'] }),
    onError: (error) => {
      if (findingsOf(error).length > 0) onRefused(findingsOf(error));
    },
  });
  return {
    publish: () => {
      if (!publication.isPending) publication.mutate();
    },
    isBusy: publication.isPending,
    published: publication.data,
    error: publication.error,
    putAway: publication.reset,
  };
}
