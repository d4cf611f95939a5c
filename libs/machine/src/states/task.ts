import { asMachineError, matchesError, StateFailure } from '../failure.ts';
import { Fields } from '../fields.ts';
import type { AttemptRecord, MachineError, TaskCall } from '../host.ts';
import type { JsonValue } from '../json.ts';
import type { TaskState } from '../machine.ts';
import { mayRetry, type RetriesUsed } from '../retry.ts';
import { follow, isPastDeadline, RUN_TIMED_OUT, type Details, type Step, type Transition } from '../step.ts';

/** A task that is tried every second for a year must not carry a record of each. */
const MAX_ATTEMPT_RECORDS = 100;

/** How far a task has come: what outlives a suspension. */
interface Progress {
  /** Attempts made so far. */
  readonly attempt: number;
  readonly retries: RetriesUsed;
  /** The newest of them. */
  readonly attempts: readonly AttemptRecord[];
  /** When the next attempt is due. */
  readonly untilMs: number;
}
/** An attempt that did not succeed. */
interface Failure {
  readonly kind: 'threw';
  readonly error: MachineError;
  readonly startedAtMs: number;
  readonly arguments?: JsonValue;
}

/** Asks the outside for work; tries again by `Retry`, gives up to `Catch`. */
export async function runTask(step: Step<TaskState>): Promise<Transition> {
  let progress = progressOf(step);
  for (;;) {
    const delayMs = progress.untilMs - step.host.nowMs();
    if (delayMs > step.inlineDelayMs) return suspend(step, progress);
    if (delayMs > 0) await step.host.sleepUntil(progress.untilMs);
    if (isPastDeadline(step)) return { kind: 'failed', error: RUN_TIMED_OUT, attempts: progress.attempts };
    const end = await tryOnce(step, progress);
    if (end.kind !== 'threw') return end;
    const again = isPastDeadline(step) ? undefined : findRetry(step, progress, end.error);
    progress = noted(step, { progress, failure: end, again });
    if (again === undefined) return giveUp(step, progress, end);
  }
}

function progressOf({ pending }: Step<TaskState>): Progress {
  if (pending?.kind !== 'retry') return { attempt: 0, retries: {}, attempts: [], untilMs: 0 };
  const { attempt, retries, attempts = [], untilMs } = pending;
  return { attempt, retries, attempts, untilMs };
}

function suspend(step: Step<TaskState>, progress: Progress): Transition {
  return { kind: 'suspended', pending: { kind: 'retry', enteredAtMs: step.enteredAtMs, ...progress } };
}

/** One attempt. What its `Assign` and `Output` cannot use is its failure too: as in AWS, `Retry` and `Catch` see it. */
async function tryOnce(step: Step<TaskState>, { attempt: before, attempts }: Progress): Promise<Transition | Failure> {
  const startedAtMs = step.host.nowMs();
  const attempt = before + 1;
  let details: Details = {};
  try {
    const call = prepare(step, attempt);
    details = { arguments: call.arguments };
    const result = await step.host.callTask(call);
    if (result.kind === 'threw') return { kind: 'threw', error: result.error, startedAtMs, ...details };
    const { output } = result;
    const left = new Fields(step, { result: output, retryCount: before }).leave(step.state, output);
    const record = { attempt, startedAtMs, endedAtMs: step.host.nowMs() };
    return follow(step.state, { ...left, ...details, attempts: newest([...attempts, record]) });
  } catch (thrown) {
    const error = asMachineError(thrown);
    if (error === undefined) throw thrown;
    return { kind: 'threw', error, startedAtMs, ...details };
  }
}

const newest = (attempts: readonly AttemptRecord[]): readonly AttemptRecord[] => attempts.slice(-MAX_ATTEMPT_RECORDS);

function prepare(step: Step<TaskState>, attempt: number): TaskCall {
  const { Resource, Credentials } = step.state;
  const fields = new Fields(step, { retryCount: attempt - 1 });
  const given = fields.value(step.state, 'Arguments');
  const timeoutSeconds = timeLimit(step, fields);
  return {
    path: step.path,
    state: step.name,
    resource: Resource,
    arguments: given === undefined ? step.input : given,
    attempt,
    ...(Credentials?.Connection === undefined ? {} : { connection: Credentials.Connection }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
}

/** What the attempt may take: its own limit, or what is left of the run when that is less. */
function timeLimit(step: Step<TaskState>, fields: Fields): number | undefined {
  const own = fields.seconds(step.state, 'TimeoutSeconds', 1);
  // Nothing here sends heartbeats, but a value that means nothing is as wrong as it is elsewhere.
  const heartbeat = fields.seconds(step.state, 'HeartbeatSeconds', 1);
  if (heartbeat !== undefined && own !== undefined && heartbeat >= own) {
    throw new StateFailure('States.QueryEvaluationError', 'HeartbeatSeconds must be less than TimeoutSeconds.');
  }
  if (step.deadlineMs === undefined) return own;
  return Math.min(own ?? Infinity, Math.max(0.001, (step.deadlineMs - step.host.nowMs()) / 1000));
}

type Retry = ReturnType<typeof mayRetry>;

function findRetry(step: Step<TaskState>, { attempt, retries }: Progress, error: MachineError): Retry {
  const random = (): number => step.host.random({ path: step.path, field: `Retry/${attempt + 1}` });
  return mayRetry(step.state.Retry ?? [], error, { used: retries, random });
}

function noted(
  step: Step<TaskState>,
  { progress, failure, again }: { readonly progress: Progress; readonly failure: Failure; readonly again: Retry },
): Progress {
  const { error, startedAtMs } = failure;
  const endedAtMs = step.host.nowMs();
  const attempt = progress.attempt + 1;
  const delay = again === undefined ? {} : { delayMs: again.delayMs };
  return {
    attempt,
    retries: again?.used ?? progress.retries,
    attempts: newest([...progress.attempts, { attempt, startedAtMs, endedAtMs, error, ...delay }]),
    untilMs: Math.min(endedAtMs + (again?.delayMs ?? 0), step.deadlineMs ?? Infinity),
  };
}

function giveUp(step: Step<TaskState>, progress: Progress, failure: Failure): Transition {
  const { error } = failure;
  const details = {
    attempts: progress.attempts,
    ...(failure.arguments === undefined ? {} : { arguments: failure.arguments }),
  };
  const catchers = isPastDeadline(step) ? [] : (step.state.Catch ?? []);
  const index = catchers.findIndex((catcher) => matchesError(catcher.ErrorEquals, error.error));
  const catcher = catchers[index];
  if (catcher === undefined) return { kind: 'failed', error, ...details };
  const errorOutput = { Error: error.error, Cause: error.cause };
  const fields = new Fields(step, { errorOutput, retryCount: progress.attempt - 1 });
  try {
    const left = fields.leave(catcher, errorOutput, `Catch[${index}]/`);
    return { kind: 'next', next: catcher.Next, caught: error, ...left, ...details };
  } catch (thrown) {
    // A catcher that cannot be used leaves no second one to ask.
    const unusable = asMachineError(thrown);
    if (unusable === undefined) throw thrown;
    return { kind: 'failed', error: unusable, ...details };
  }
}
