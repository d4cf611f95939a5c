import { useQuery } from '@tanstack/react-query';
import type { JsonObject, WorkflowDocument } from '@millrace/machine';
import { useMemo } from 'react';
import { versionDocumentQuery, workflowQuery } from '../../../lib/queries/workflows.ts';
import { publishedOutputs } from '../model/published-outputs.ts';

/** By step, what services said that it gives, when the live version was published. */
export function usePublishedOutputs(document: WorkflowDocument): ReadonlyMap<string, JsonObject> {
  const { name } = document;
  const live = useQuery(workflowQuery(name)).data?.liveVersion?.number;
  const version = useQuery({ ...versionDocumentQuery(name, live ?? 0), enabled: live !== undefined }).data;
  return useMemo(() => publishedOutputs(document, version), [document, version]);
}
