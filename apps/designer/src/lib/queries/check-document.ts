import type { WorkflowDocument } from '@millrace/machine';
import { answerOf, api } from '../api.ts';
import type { Finding } from '../contract.ts';

/** Every problem of a document as the server finds it, which knows the connectors and workflows of the workspace. */
export async function checkDocument(document: WorkflowDocument, signal?: AbortSignal): Promise<readonly Finding[]> {
  const { problems } = await answerOf(
    api.POST('/api/v1/validate', { body: document, ...(signal === undefined ? {} : { signal }) }),
  );
  return problems;
}
