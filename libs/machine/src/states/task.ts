import { asMachineError, matchesError } from '../failure.ts';
import type { AttemptRecord, MachineError, TaskCall } from '../host.ts';
import type { JsonValue } from '../json.ts';
import type { TaskState } from '../machine.ts';
import { mayRetry, type RetriesUsed } from '../retry.ts';
import { evaluateField, evaluateSeconds, follow, leave, type Step, type Transition } from '../step.ts';

/** What is known of a task between two attempts. */
interface Progress {
  readonly attempts: readonly AttemptRecord[];
  readonly used: RetriesUsed;
  readonly arguments?: JsonValue;
}
type AttemptEnd = { readonly kind: 'left'; readonly transition: Transition } | Threw;
interface Threw {
  readonly kind: 'threw';
  readonly error: MachineError;
  readonly progress: Progress;
  readonly startedAtMs: number;
}

/** Asks the outside for work; tries again by `Retry`, gives up to `Catch`. */
export async function runTask(step: Step<TaskState>): Promise<Transition> {
  const { pending } = step;
  let progress: Progress =
    pending?.kind === 'retry'
      ? { attempts: pending.attempts ?? [], used: pending.retries }
      : { attempts: [], used: {} };
  let attempt = pending?.kind === 'retry' ? pending.attempt : 0;
  let retryAtMs = pending?.kind === 'retry' ? pending.untilMs : 0;
  for (;;) {
    const delayMs = retryAtMs - step.host.nowMs();
    if (delayMs > step.inlineDelayMs) return suspend(step, { attempt, untilMs: retryAtMs, progress });
    if (delayMs > 0) await step.host.sleepUntil(retryAtMs);
    attempt += 1;
    const end = await tryOnce(step, attempt, progress);
    if (end.kind === 'left') return end.transition;
    const again = isPastDeadline(step) ? undefined : decide(step, end.error, { attempt, used: end.progress.used });
    progress = noted(step, end, {
      attempt,
      ...(again === undefined ? {} : { delayMs: again.delayMs, used: again.used }),
    });
    if (again === undefined) return giveUp(step, end.error, progress);
    retryAtMs = Math.min(step.host.nowMs() + again.delayMs, step.deadlineMs ?? Infinity);
  }
}

async function tryOnce(step: Step<TaskState>, attempt: number, before: Progress): Promise<AttemptEnd> {
  const startedAtMs = step.host.nowMs();
  let progress = before;
  try {
    const call = await prepare(step, attempt);
    progress = { ...before, arguments: call.arguments };
    const result = await step.host.callTask(call);
    if (result.kind === 'threw') return { kind: 'threw', error: result.error, progress, startedAtMs };
    const left = await leave(step, step.state, {
      unchanged: result.output,
      result: result.output,
      retryCount: attempt - 1,
    });
    const attempts = [...before.attempts, { attempt, startedAtMs, endedAtMs: step.host.nowMs() }];
    return { kind: 'left', transition: follow(step.state, { ...left, attempts, arguments: call.arguments }) };
  } catch (thrown) {
    const error = asMachineError(thrown);
    if (error === undefined) throw thrown;
    return { kind: 'threw', error, progress, startedAtMs };
  }
}

async function prepare(step: Step<TaskState>, attempt: number): Promise<TaskCall> {
  const { state } = step;
  const extra = { retryCount: attempt - 1 };
  const taskArguments =
    state.Arguments === undefined ? step.input : await evaluateField(step, 'Arguments', state.Arguments, extra);
  const own =
    state.TimeoutSeconds === undefined
      ? undefined
      : await evaluateSeconds(step, 'TimeoutSeconds', state.TimeoutSeconds, { ...extra, minimum: 1 });
  const left =
    step.deadlineMs === undefined ? undefined : Math.max(0.001, (step.deadlineMs - step.host.nowMs()) / 1000);
  const timeoutSeconds = left === undefined ? own : Math.min(own ?? Infinity, left);
  const connection = state.Credentials?.Connection;
  return {
    path: step.path,
    state: step.name,
    resource: state.Resource,
    arguments: taskArguments,
    attempt,
    ...(connection === undefined ? {} : { connection }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
}

function decide(
  step: Step<TaskState>,
  error: MachineError,
  { attempt, used }: { readonly attempt: number; readonly used: RetriesUsed },
) {
  const random = (): number => step.host.random({ path: step.path, field: `Retry/${attempt}` });
  return mayRetry(step.state.Retry ?? [], error, { used, random });
}

function noted(
  step: Step<TaskState>,
  { error, progress, startedAtMs }: Threw,
  { attempt, delayMs, used }: { readonly attempt: number; readonly delayMs?: number; readonly used?: RetriesUsed },
): Progress {
  const endedAtMs = step.host.nowMs();
  const record = { attempt, startedAtMs, endedAtMs, error, ...(delayMs === undefined ? {} : { delayMs }) };
  return { ...progress, attempts: [...progress.attempts, record], used: used ?? progress.used };
}

function suspend(
  step: Step<TaskState>,
  { attempt, untilMs, progress }: { readonly attempt: number; readonly untilMs: number; readonly progress: Progress },
): Transition {
  const { attempts, used } = progress;
  return {
    kind: 'suspended',
    pending: { kind: 'retry', untilMs, enteredAtMs: step.enteredAtMs, attempt, retries: used, attempts },
  };
}

async function giveUp(step: Step<TaskState>, error: MachineError, progress: Progress): Promise<Transition> {
  const details = {
    attempts: progress.attempts,
    ...(progress.arguments === undefined ? {} : { arguments: progress.arguments }),
  };
  const catchers = isPastDeadline(step) ? [] : (step.state.Catch ?? []);
  const index = catchers.findIndex((catcher) => matchesError(catcher.ErrorEquals, error.error));
  const catcher = catchers[index];
  if (catcher === undefined) return { kind: 'failed', error, ...details };
  const errorOutput = { Error: error.error, Cause: error.cause };
  const retryCount = progress.attempts.length - 1;
  const left = await leave(step, catcher, {
    unchanged: errorOutput,
    errorOutput,
    retryCount,
    field: `Catch[${index}]/`,
  });
  return { kind: 'next', next: catcher.Next, caught: error, ...left, ...details };
}

function isPastDeadline(step: Step<TaskState>): boolean {
  return step.deadlineMs !== undefined && step.host.nowMs() >= step.deadlineMs;
}
