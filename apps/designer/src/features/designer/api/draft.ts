import type { WorkflowDocument } from '@millrace/machine';
import type { Draft, Version } from '../../../lib/contract.ts';
import { request } from '../../../lib/request.ts';

const pathOf = (name: string): string => `/api/v1/workflows/${encodeURIComponent(name)}`;

/** Reads the newest draft. */
export function readDraft(name: string, signal?: AbortSignal): Promise<Draft> {
  return request({ path: `${pathOf(name)}/draft`, ...(signal === undefined ? {} : { signal }) });
}

/** Replaces the draft, if nobody else did since `revision`. */
export function saveDraft(name: string, document: WorkflowDocument, revision: number): Promise<Draft> {
  return request({
    method: 'PUT',
    path: `${pathOf(name)}/draft`,
    body: document,
    headers: { 'if-match': `"${revision}"` },
  });
}

/** Freezes the draft as the next version, live from now on. */
export function publishDraft(name: string, revision: number): Promise<Version> {
  return request({ method: 'POST', path: `${pathOf(name)}/publish`, body: { revision } });
}
