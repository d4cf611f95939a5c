import { RuntimeError } from './errors.ts';
import type { RunStart, RunSurroundings } from './active-run.ts';
import type { RunEnd } from './run.ts';

/** Handlers of handlers of handlers: a handler that fails itself must not call itself for ever. */
const MAX_DEPTH = 3;
const STARTED_ONCE_SECONDS = 30 * 86_400;

interface FailedRun extends Pick<RunStart, 'runId' | 'version' | 'input' | 'parent'> {
  /** The workflow to call. */
  readonly name: string;
  readonly end: RunEnd;
}

/** Starts `settings.onFailure` with the failed run, once. That there is no such workflow is reported, and no failure of its own. */
export async function startFailureHandler(around: RunSurroundings, failed: FailedRun): Promise<void> {
  const { runId, version, input, end, name } = failed;
  const depth = (failed.parent?.depth ?? 0) + 1;
  if (depth > MAX_DEPTH) return;
  try {
    const handler = await around.findLiveVersion({ workspaceId: version.workspaceId, name });
    if (handler === undefined) throw new RuntimeError('workflow.not_published', `"${name}" is not published.`);
    const { status, error = '', cause = '', failedPath = null, endedAtMs } = end;
    const run = { id: runId, workflow: version.workflowName, version: version.number, status, error, cause };
    await around.accept({
      version: handler,
      trigger: { id: 'call', type: 'call' },
      input: { run: { ...run, failedPath, endedAt: new Date(endedAtMs).toISOString() }, input },
      parent: { runId, path: '', depth, isAwaited: false },
      dedupe: { key: `onFailure/${runId}`, windowSeconds: STARTED_ONCE_SECONDS, contentHash: '' },
    });
  } catch (cause) {
    around.ports.report({ kind: 'handler.failed', runId, workflow: name, cause });
  }
}
