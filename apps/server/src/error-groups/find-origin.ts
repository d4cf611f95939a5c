import { stateOf, statePathOf, type Run, type RunStore } from '@millrace/runtime';
import type { FailureOrigin } from './error-groups.dto.ts';

/** Runs inside runs; deeper ones are not followed. */
const MAX_DEPTH = 10;

/** Where a failure began: in this run, or in one that it waited for, or in one that that one waited for. */
export async function findOrigin(runs: Pick<RunStore, 'find'>, run: Run): Promise<FailureOrigin | undefined> {
  let origin = originOf(run);
  let failed: Run = run;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const runId = childOf(failed.cause);
    const child = runId === undefined ? undefined : await runs.find({ workspaceId: run.workspaceId, runId });
    const inner = child && originOf(child);
    if (child === undefined || inner === undefined) return origin;
    failed = child;
    origin = inner;
  }
  return origin;
}

function originOf({ id, workflowName, failedPath }: Run): FailureOrigin | undefined {
  if (failedPath === undefined) return undefined;
  return { runId: id, workflow: workflowName, step: stateOf(statePathOf(failedPath)) };
}

/** A step that waited for a run has the failure of that run as its cause. */
function childOf(cause: string | undefined): string | undefined {
  if (cause?.startsWith('{"runId":') !== true) return undefined;
  try {
    const { runId } = JSON.parse(cause) as { readonly runId?: unknown };
    return typeof runId === 'string' ? runId : undefined;
  } catch {
    // A cause that was cut.
    return undefined;
  }
}
