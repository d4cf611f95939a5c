import type { WorkflowDocument } from '@millrace/machine';
import type { UseQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { Run } from '../contract.ts';
import { versionDocumentQuery } from './workflows.ts';

interface RanDocument {
  readonly document: WorkflowDocument;
}

async function readDocument(id: string, signal: AbortSignal): Promise<RanDocument> {
  const { document } = await answerOf(api.GET('/api/v1/runs/{id}/document', { params: { path: { id } }, signal }));
  return { document: document as unknown as WorkflowDocument };
}

/** The document that a run executes: of its version or, of a test, of the draft as it was. */
export const runDocumentQuery = ({
  id,
  workflow,
  version,
}: Pick<Run, 'id' | 'workflow' | 'version'>): UseQueryOptions<RanDocument> =>
  (version === undefined
    ? {
        queryKey: ['runs', 'document', id],
        queryFn: ({ signal }: { readonly signal: AbortSignal }) => readDocument(id, signal),
        staleTime: Infinity,
      }
    : versionDocumentQuery(workflow.name, version)) as UseQueryOptions<RanDocument>;
