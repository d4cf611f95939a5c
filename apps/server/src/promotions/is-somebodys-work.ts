import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { hashDocument, type Workflow, type WorkflowDraft } from '@millrace/runtime';

/**
 * Whether writing a document over a draft would lose what somebody has done there: changes that nobody has published, unless they
 * are the document itself, or came by a promotion and were not touched since.
 */
export function isSomebodysWork(
  { draftChanged }: Pick<Workflow, 'draftChanged'>,
  draft: Pick<WorkflowDraft, 'document' | 'promotedFrom'>,
  document: WorkflowDocument,
): boolean {
  if (!draftChanged || draft.promotedFrom !== undefined) return false;
  return hashDocument(draft.document) !== hashDocument(document as unknown as JsonValue);
}
