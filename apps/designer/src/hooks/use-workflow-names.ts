import { useQuery } from '@tanstack/react-query';
import { type WorkflowName, workflowNamesQuery } from '../lib/queries/workflows.ts';

/** As many are drawn at once; what is typed narrows them. */
export const MOST_OFFERED = 100;

const NONE: readonly WorkflowName[] = [];

/** All workflows of the workspace to choose from; none until they have been read. */
export function useWorkflowNames(): readonly WorkflowName[] {
  return useQuery(workflowNamesQuery).data ?? NONE;
}
