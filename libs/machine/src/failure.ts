import type { MachineError } from './host.ts';

/** Ends the current attempt of a state with an ASL error name. Never leaves `libs/machine`. */
export class StateFailure extends Error {
  readonly error: MachineError;

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.error = { error, cause };
  }
}

/** What was thrown as a machine error, or `undefined` when it is none: then the run must be dropped, not failed. */
export function asMachineError(thrown: unknown): MachineError | undefined {
  if (thrown instanceof StateFailure) return thrown.error;
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  const { error, cause } = thrown as { error?: unknown; cause?: unknown };
  if (typeof error !== 'string' || typeof cause !== 'string') return undefined;
  return { error, cause };
}

/** No rule of a workflow may handle these: the document itself, or its data, cannot go on. */
const TERMINAL_ERRORS: ReadonlySet<string> = new Set(['States.Runtime', 'States.DataLimitExceeded']);
/** The `States.*` names that a task's own failure can have; `States.TaskFailed` stands for them and for all own names. */
const TASK_ERRORS: ReadonlySet<string> = new Set(['States.TaskFailed', 'States.Permissions']);

/** Does a `Retry` or `Catch` rule with these names apply to the error? ASL §"Error representation". */
export function matchesError(patterns: readonly string[], error: string): boolean {
  return patterns.some((pattern) => {
    if (pattern === error) return true;
    if (pattern === 'States.ALL') return !TERMINAL_ERRORS.has(error);
    if (pattern === 'States.TaskFailed') return !error.startsWith('States.') || TASK_ERRORS.has(error);
    return pattern === 'States.Timeout' && error === 'States.HeartbeatTimeout';
  });
}
