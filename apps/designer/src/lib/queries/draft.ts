import type { QueryClient, UseQueryOptions } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import { ApiError } from '../api-error.ts';
import { answerOf, api } from '../api.ts';
import type { Draft } from '../contract.ts';
import { workspaceHeaders } from '../named-workspace.ts';

/** Reads the newest draft. */
export function readDraft(name: string, signal?: AbortSignal): Promise<Draft> {
  const params = { path: { name } };
  return answerOf(api.GET('/api/v1/workflows/{name}/draft', signal === undefined ? { params } : { params, signal }));
}

/** How a draft is read again by a page that may be left meanwhile: always in the workspace that was open when this was asked for. */
export function draftReader(name: string): () => Promise<Draft> {
  const headers = workspaceHeaders();
  return () => answerOf(api.GET('/api/v1/workflows/{name}/draft', { params: { path: { name } }, headers }));
}

/**
 * How a draft is replaced, if nobody else did since `revision`: always in the workspace that was open when this was asked for. A page
 * saves once more when it is left, and the one that follows may be of another workspace.
 */
export function draftSaver(name: string): (document: WorkflowDocument, revision: number) => Promise<Draft> {
  const headers = workspaceHeaders();
  return (document, revision) => {
    const params = { path: { name }, header: { 'If-Match': `"${revision}"` } };
    return answerOf(api.PUT('/api/v1/workflows/{name}/draft', { params, body: document, headers }));
  };
}

/** Replaces the draft, if nobody else did since `revision`. */
function saveDraft(name: string, document: WorkflowDocument, revision: number): Promise<Draft> {
  return draftSaver(name)(document, revision);
}

/** The draft as a page beside the designer shows it: read again whenever somebody comes back to it. */
export const draftQuery = (name: string): UseQueryOptions<Draft> => ({
  queryKey: ['drafts', name],
  queryFn: ({ signal }) => readDraft(name, signal),
});

/** Others may save again and again; who has not come through by then says so. */
const MOST_TRIES = 5;

interface DraftDoors {
  readonly cache: Pick<QueryClient, 'setQueryData'>;
  readonly read?: typeof readDraft;
  readonly save?: typeof saveDraft;
}

/**
 * Changes the newest draft in one place, and leaves the rest as it is: where somebody else saves at the same moment, the change is
 * made again on what they saved. A designer that is open takes it in as it does every other person's.
 */
export async function editDraft(
  name: string,
  edit: (document: WorkflowDocument) => WorkflowDocument,
  { cache, read = readDraft, save = saveDraft }: DraftDoors,
): Promise<Draft> {
  for (let tries = 1; ; tries += 1) {
    const { document, revision } = await read(name);
    try {
      // A draft may have any shape; who edits a part of it trusts that part alone.
      const saved = await save(name, edit(document as WorkflowDocument), revision);
      cache.setQueryData(draftQuery(name).queryKey, saved);
      return saved;
    } catch (cause) {
      const isOvertaken = cause instanceof ApiError && cause.problem.code === 'workflow.draft_changed';
      if (!isOvertaken || tries === MOST_TRIES) throw cause;
    }
  }
}
