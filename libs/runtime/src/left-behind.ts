import type { RunAddress, RunSurroundings } from './active-run.ts';
import { listAll } from './list-all.ts';
import type { RunStatus } from './run.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

const UNFINISHED: readonly RunStatus[] = ['queued', 'running', 'waiting', 'compensating'];

interface Started extends Pick<RunAddress, 'workspaceId' | 'runId'> {
  /** Of those that were accepted before; default all. */
  readonly acceptedUntilMs?: number;
  /** Of those whose step has such a path; default all. */
  readonly isMeant?: (path: string) => boolean;
}

/** Cancels the unfinished runs that a run has started and waits for. */
export async function cancelAwaited(
  { ports, cancel }: Pick<RunSurroundings, 'cancel'> & { readonly ports: Pick<RunSurroundings['ports'], 'runs'> },
  { runId: parentRunId, isMeant = () => true, ...started }: Started,
): Promise<void> {
  for await (const run of listAll(ports.runs, { ...started, parentRunId, statuses: UNFINISHED })) {
    const { id: runId, workspaceId, workflowName, parent, isTest = false } = run;
    if (parent?.isAwaited === true && isMeant(parent.path)) await cancel({ workspaceId, runId, workflowName, isTest });
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
