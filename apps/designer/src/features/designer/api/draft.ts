import { queryOptions } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import type { Draft, Version } from '../../../lib/contract.ts';
import { request } from '../../../lib/request.ts';

const pathOf = (name: string): string => `/api/v1/workflows/${encodeURIComponent(name)}`;

/** The draft as the server has it. Read once: from then on the page's own copy is the newest. */
export const draftQuery = (name: string) =>
  queryOptions({
    queryKey: ['workflows', 'draft', name],
    queryFn: ({ signal }) => request<Draft>({ path: `${pathOf(name)}/draft`, signal }),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

/** Replaces the draft, if nobody else did since `revision`. */
export function saveDraft(name: string, document: WorkflowDocument, revision: number): Promise<Draft> {
  return request({
    method: 'PUT',
    path: `${pathOf(name)}/draft`,
    body: document,
    headers: { 'if-match': `"${revision}"` },
  });
}

/** Reads the newest draft. */
export function readDraft(name: string): Promise<Draft> {
  return request({ path: `${pathOf(name)}/draft` });
}

/** Freezes the draft as the next version, live from now on. */
export function publishDraft(name: string, revision: number): Promise<Version> {
  return request({ method: 'POST', path: `${pathOf(name)}/publish`, body: { revision } });
}
