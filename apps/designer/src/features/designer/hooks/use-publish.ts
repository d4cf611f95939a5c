import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../../lib/api-error.ts';
import type { Finding, PublishedVersion } from '../../../lib/contract.ts';
import { workflowQuery } from '../../../lib/queries/workflows.ts';
import { publishDraft, type PublishWish } from '../api/draft.ts';
import { isChangedByOthers } from '../draft/changed-by-others.ts';
import type { DraftEditor } from '../draft/use-draft.ts';

/** Making the draft the live version. */
export interface Publishing {
  /** Publishes at once what is the first version and has no warnings; asks about everything else. */
  readonly publish: (warnings?: readonly Finding[]) => void;
  /** What a person is asked about; absent when nobody is. */
  readonly question: PublishQuestion | undefined;
  readonly isBusy: boolean;
  /** The version that was made last, until it is put away. */
  readonly published: PublishedVersion | undefined;
  readonly error: Error | null;
  readonly putAway: () => void;
}

/** A publish that waits for a yes. */
export interface PublishQuestion {
  readonly warnings: readonly Finding[];
  /** `then` comes when it is published. */
  readonly confirm: (wish: PublishWish, then?: (version: PublishedVersion) => void) => void;
  readonly cancel: () => void;
}

interface Wished {
  readonly wish: PublishWish;
  readonly then: ((version: PublishedVersion) => void) | undefined;
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
  const workflow = useQuery(workflowQuery(name)).data;
  const [warnings, ask] = useState<readonly Finding[]>();
  const publication = useMutation({
    mutationFn: async ({ wish }: Wished) => publishDraft(name, await draft.flush(), wish),
    onSuccess: async (version, { then }) => {
      ask(undefined);
      then?.(version);
      await cache.invalidateQueries({ queryKey: ['workflows'] });
    },
    onError: (error) => {
      if (isChangedByOthers(error)) {
        // Who has seen what the others changed may publish that.
        ask(undefined);
        draft.catchUp();
      }
      if (findingsOf(error).length === 0) return;
      // What is wrong is shown where it stands.
      ask(undefined);
      onRefused(findingsOf(error));
    },
  });
  const isFirst = workflow !== undefined && (publication.data ?? workflow.liveVersion) === undefined;
  const confirm: PublishQuestion['confirm'] = (wish, then) => {
    if (!publication.isPending) publication.mutate({ wish, then });
  };
  return {
    publish: (found = []) => {
      if (publication.isPending) return;
      publication.reset();
      if (isFirst && found.length === 0) confirm({ note: '' });
      else ask(found);
    },
    question: warnings && { warnings, confirm, cancel: () => ask(undefined) },
    isBusy: publication.isPending,
    published: publication.data,
    error: publication.error,
    putAway: publication.reset,
  };
}
