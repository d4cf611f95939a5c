import type { RunAddress, RunSurroundings } from './active-run.ts';
import { listAll } from './list-all.ts';
import type { RunStatus } from './run.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

const UNFINISHED: readonly RunStatus[] = ['queued', 'running', 'waiting', 'compensating'];

/** Cancels the unfinished runs that a run has started and waits for. */
export async function cancelAwaited(
  {
    ports,
    cancel,
  }: { readonly ports: Pick<RunSurroundings['ports'], 'runs'>; readonly cancel: RunSurroundings['cancel'] },
  { workspaceId, runId }: Pick<RunAddress, 'workspaceId' | 'runId'>,
): Promise<void> {
  const filter = { workspaceId, parentRunId: runId, statuses: UNFINISHED };
  for await (const { id, workflowName, parent } of listAll(ports.runs, filter)) {
    if (parent?.isAwaited === true) await cancel({ workspaceId, runId: id, workflowName });
  }
}

const STARTING = new WeakMap<object, boolean>();

/** Whether any step of the document starts runs of others: no other run needs to look for them. */
export function mayStartRuns({ document }: WorkflowVersionDocument): boolean {
  const known = STARTING.get(document) ?? namesWorkflow(document.machine);
  STARTING.set(document, known);
  return known;
}

function namesWorkflow(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { Resource } = value as { readonly Resource?: unknown };
  return (typeof Resource === 'string' && Resource.startsWith('workflow:')) || Object.values(value).some(namesWorkflow);
}
