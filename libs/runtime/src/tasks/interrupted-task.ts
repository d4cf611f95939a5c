import type { PendingCall, StepEvent } from '@millrace/machine';

const INTERRUPTED = {
  error: 'Task.Interrupted',
  cause: 'The run stopped, or went on without this task, while it was under way. It may have happened.',
};

/** What records show of a task whose run ended, or went on without it, while it was under way. */
export function interruptedStep(call: PendingCall, endedAtMs: number): StepEvent {
  const { path, state, resource, arguments: given, attempt, startedAtMs } = call;
  return {
    ...{ kind: 'failed', path, state, type: 'Task', resource, input: null, arguments: given },
    error: INTERRUPTED,
    attempts: [{ attempt, startedAtMs, endedAtMs, error: INTERRUPTED }],
    startedAtMs,
    endedAtMs,
  };
}
