import type { WorkflowDocument } from '@millrace/machine';
import { answerOf, api } from '../../../lib/api.ts';
import type { Draft, PublishedVersion } from '../../../lib/contract.ts';

/** Reads the newest draft. */
export function readDraft(name: string, signal?: AbortSignal): Promise<Draft> {
  const params = { path: { name } };
  return answerOf(api.GET('/api/v1/workflows/{name}/draft', signal === undefined ? { params } : { params, signal }));
}

/** Replaces the draft, if nobody else did since `revision`. */
export function saveDraft(name: string, document: WorkflowDocument, revision: number): Promise<Draft> {
  const params = { path: { name }, header: { 'If-Match': `"${revision}"` } };
  return answerOf(api.PUT('/api/v1/workflows/{name}/draft', { params, body: document }));
}

/** Freezes the draft as the next version, live from now on. */
export function publishDraft(name: string, revision: number, note = ''): Promise<PublishedVersion> {
  const body = { revision, ...(note === '' ? {} : { note }) };
  return answerOf(api.POST('/api/v1/workflows/{name}/publish', { params: { path: { name } }, body }));
}
