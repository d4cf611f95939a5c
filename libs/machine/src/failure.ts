import type { MachineError } from './host.ts';

/** Ends the current attempt of a state with an ASL error name. Never leaves `libs/machine`. */
export class StateFailure extends Error {
  readonly error: MachineError;

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.error = { error, cause };
  }
}

/** What was thrown as a machine error. What is none is thrown again: then the run must be dropped, not failed. */
export function machineErrorOf(thrown: unknown): MachineError {
  if (thrown instanceof StateFailure) return thrown.error;
  const { error, cause } = (thrown ?? {}) as { error?: unknown; cause?: unknown };
  if (typeof error === 'string' && typeof cause === 'string') return { error, cause };
  throw thrown;
}

/** The document itself, or this installation, cannot go on: no rule of a workflow may handle it. */
const RUNTIME = 'States.Runtime';
/** Handled only by a rule that names it. */
const DATA_LIMIT_EXCEEDED = 'States.DataLimitExceeded';

/**
 * Does a `Retry` or `Catch` rule with these names apply to the error? AWS, "Handling errors in Step Functions workflows".
 * `alias`: what the specification calls the error where AWS keeps its own name, `States.BranchFailed`.
 */
export function matchesError(patterns: readonly string[], error: string, alias = error): boolean {
  if (error === RUNTIME) return false;
  return patterns.some((pattern) => pattern === error || pattern === alias || standsFor(pattern, error));
}

function standsFor(pattern: string, error: string): boolean {
  if (pattern === 'States.Timeout') return error === 'States.HeartbeatTimeout';
  if (error === DATA_LIMIT_EXCEEDED) return false;
  return pattern === 'States.ALL' || (pattern === 'States.TaskFailed' && error !== 'States.Timeout');
}
