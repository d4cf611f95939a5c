import type { UseQueryOptions } from '@tanstack/react-query';
import type { Draft } from '../../../lib/contract.ts';
import { readDraft } from '../api/draft.ts';
import type { KeptDraft } from './draft-session.ts';
import { readKeptDraft } from './kept-drafts.ts';

/** What editing begins with: the server's draft, and what this browser kept of it. */
export interface OpenedDraft {
  readonly draft: Draft;
  readonly kept: KeptDraft | undefined;
  /** Names what the browser keeps. */
  readonly key: string;
}

/** Opens a draft. Read once for each visit: from then on the page's own copy is the newest. */
export function openDraftQuery(workspace: string, name: string): UseQueryOptions<OpenedDraft> {
  const key = `${workspace}/${name}`;
  return {
    queryKey: ['draft', key],
    queryFn: async ({ signal }): Promise<OpenedDraft> => {
      const [draft, kept] = await Promise.all([readDraft(name, signal), readKeptDraft(key)]);
      return { draft, kept, key };
    },
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  };
}
