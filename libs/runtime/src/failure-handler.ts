import { RuntimeError } from './errors.ts';
import { toReportedRun } from './engine-ports.ts';
import type { RunStart, RunSurroundings } from './active-run.ts';
import type { AcceptRequest, PreparedRun } from './new-run.ts';
import { RunDropped } from './run-journal.ts';
import type { RunEnd } from './run.ts';

/** Handlers of handlers of handlers: a handler that fails itself must not call itself for ever. */
const MAX_DEPTH = 3;

interface FailedRun extends Pick<RunStart, 'runId' | 'version' | 'input' | 'parent'> {
  /** The workflow to call. */
  readonly name: string;
  readonly end: RunEnd;
}

/**
 * The run of `settings.onFailure` that is called with the failed run. It is an event of the platform's own: no backlog is too
 * full for it. That there is no such workflow is reported, and no failure of the run's.
 */
export async function prepareFailureHandler(
  around: RunSurroundings,
  failed: FailedRun,
): Promise<PreparedRun | undefined> {
  const { runId, version, name } = failed;
  const depth = (failed.parent?.depth ?? 0) + 1;
  if (depth > MAX_DEPTH) return undefined;
  try {
    const handler = await around.findLiveVersion({ workspaceId: version.workspaceId, name });
    if (handler === undefined) throw new RuntimeError('workflow.not_published', `"${name}" is not published.`);
    const request: AcceptRequest = {
      version: handler,
      trigger: { id: 'call', type: 'call' },
      input: toInput(failed),
      parent: { runId, path: '', depth, isAwaited: false },
    };
    return await around.make(request);
  } catch (cause) {
    // Whoever ends the run later can ask for its handler.
    if (cause instanceof RuntimeError && cause.isSystemFault) throw new RunDropped('store_failed', cause);
    around.ports.report({ kind: 'handler.failed', ...toReportedRun(failed), handler: name, cause });
    return undefined;
  }
}

function toInput({ runId: id, version, end, input }: FailedRun): AcceptRequest['input'] {
  const { status, error = '', cause = '', failedPath = null, endedAtMs } = end;
  const run = { id, workflow: version.workflowName, version: version.number ?? null, status, error, cause, failedPath };
  return { run: { ...run, endedAt: new Date(endedAtMs).toISOString() }, input };
}
