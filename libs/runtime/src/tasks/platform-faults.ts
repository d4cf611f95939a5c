import { RuntimeError } from '../errors.ts';
import { RunDropped } from '../run-journal.ts';
import { failed, type TaskReport } from './task-target.ts';

/** What the platform itself says of a task is the task's failure when its user can help it, and none of the run's otherwise. */
export async function reporting(call: () => Promise<TaskReport>): Promise<TaskReport> {
  try {
    return await call();
  } catch (cause) {
    if (!(cause instanceof RuntimeError) || cause.isSystemFault) throw asDropped(cause);
    const { code, message, detail } = cause;
    if (code !== 'run.input_invalid') return failed('States.TaskFailed', `${code}: ${message}`);
    return failed('Workflow.InputInvalid', JSON.stringify({ code, message, errors: detail.findings }));
  }
}

/** A fault of the system around a run is none of the run's: another process goes on with it. */
export function asDropped(cause: unknown): unknown {
  return cause instanceof RuntimeError && cause.isSystemFault ? new RunDropped('store_failed', cause) : cause;
}
