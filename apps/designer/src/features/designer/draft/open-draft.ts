import type { UseQueryOptions } from '@tanstack/react-query';
import { readDraft } from '../../../lib/queries/draft.ts';
import { type DraftLog, openDraftLog } from './kept-drafts.ts';
import type { DraftStart } from './resume-draft.ts';

/** What editing begins with: the server's draft, and what this browser kept of it. */
export interface OpenedDraft extends DraftStart {
  /** Names the draft. */
  readonly key: string;
  /** Where its edits are kept. */
  readonly log: DraftLog;
}

/** Opens a draft. Read once for each visit: from then on the page's own copy is the newest. */
export function openDraftQuery(workspace: string, name: string): UseQueryOptions<OpenedDraft> {
  const key = `${workspace}/${name}`;
  return {
    queryKey: ['draft', key],
    queryFn: async ({ signal }): Promise<OpenedDraft> => {
      const draft = await readDraft(name, signal);
      return { key, draft, ...(await openDraftLog(key)) };
    },
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  };
}
