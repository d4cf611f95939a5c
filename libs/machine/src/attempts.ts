import { requireSmall } from './data-limit.ts';
import { machineErrorOf, matchesError } from './failure.ts';
import { Fields } from './fields.ts';
import type { AttemptRecord, MachineError, PendingCall, PendingStep, TriedStep } from './host.ts';
import type { JsonValue } from './json.ts';
import { mayRetry } from './retry.ts';
import { follow, isPastDeadline, requireRunning, timedOut } from './step.ts';
import type { Details, Mutable, Step, Transition } from './thread.ts';
import type { MapState, ParallelState, TaskState } from './machine.ts';

/** A task that is tried every second for a year must not carry a record of each. */
const MAX_ATTEMPT_RECORDS = 100;

/** A step with `Retry` and `Catch`. */
export type GuardedStep = Step<TaskState | ParallelState | MapState>;

/** How far a step has come, when its next attempt is due, and when the one that goes on began. */
export type Progress = Required<Omit<TriedStep, 'enteredAtMs'>> & { readonly startedAtMs?: number };

/** How the work of one attempt ended; `again`: somebody wants another one. */
export type Performed =
  | { readonly kind: 'returned'; readonly output: JsonValue; readonly token?: string | undefined }
  | ({ readonly kind: 'threw'; readonly error: MachineError } & Thrower)
  | { readonly kind: 'suspended'; readonly pending: PendingStep }
  | { readonly kind: 'again' };
/** `alias`: another name that rules know the error by. `call`: what failed, where somebody may decide about it. */
interface Thrower {
  readonly alias?: string | undefined;
  readonly call?: PendingCall | undefined;
}
/** Does the work of one attempt, and notes what records show of it. */
export type Work = (progress: Progress, details: Mutable<Details>) => Promise<Performed>;
type Failure = Extract<Performed, { kind: 'threw' }> & { readonly startedAtMs: number; readonly details: Details };
type Exit = Transition | Failure | Extract<Performed, { kind: 'again' }>;

/** Where a step stands that was entered, or taken up again. */
export function progressOf({ pending }: Step): Progress {
  const fresh = { attempt: 0, retries: {}, attempts: [], untilMs: 0 };
  if (pending?.kind !== 'retry' && pending?.kind !== 'answer') return fresh;
  const { attempt, retries, attempts = [], untilMs } = pending;
  const tried = { attempt, retries, attempts };
  if (pending.kind === 'retry') return { ...tried, untilMs };
  return { ...tried, untilMs: 0, startedAtMs: pending.call.startedAtMs };
}

/** Does the work of a step; tries again by `Retry`, gives up to `Catch`. */
export async function attempt(step: GuardedStep, from: Progress, work: Work): Promise<Transition> {
  const { host, enteredAtMs, path, thread } = step;
  for (let progress = from; ;) {
    const { attempt, retries, attempts, untilMs } = progress;
    const delayMs = untilMs - host.nowMs();
    if (delayMs > thread.run.inlineDelayMs) {
      return { kind: 'suspended', pending: { kind: 'retry', enteredAtMs, attempt, retries, attempts, untilMs } };
    }
    if (delayMs > 0) await host.sleepUntil(untilMs);
    requireRunning(thread);
    if (isPastDeadline(step)) {
      host.abandon(path, thread.path);
      return { kind: 'failed', error: timedOut(step), attempts };
    }
    const end = await attemptOnce(step, progress, work);
    if (end.kind === 'again') {
      progress = { attempt, retries, attempts, untilMs: 0 };
      continue;
    }
    if (end.kind !== 'threw') return end;
    requireRunning(thread);
    const again = isPastDeadline(step) ? undefined : findRetry(step, progress, end);
    progress = noted(step, progress, { ...end, again });
    if (again === undefined) return giveUp(step, progress, end);
  }
}

/** What its `Assign` and `Output` cannot use is an attempt's failure too: as in AWS, `Retry` and `Catch` see it. */
async function attemptOnce(step: GuardedStep, progress: Progress, work: Work): Promise<Exit> {
  const { startedAtMs = step.host.nowMs(), attempts, attempt: before } = progress;
  const details: Mutable<Details> = {};
  const failed = { kind: 'threw', startedAtMs, details } as const;
  try {
    const end = await work(progress, details);
    if (end.kind === 'suspended' || end.kind === 'again') return end;
    if (end.kind === 'threw') return { ...failed, ...end };
    const { output: result, token } = end;
    requireSmall(result, 'the result', step.thread.run.limits);
    const left = new Fields(step, { result, token, retryCount: before }).leave(step.state, result);
    const record = { attempt: before + 1, startedAtMs, endedAtMs: step.host.nowMs() };
    return follow(step.state, { ...left, ...details, attempts: newest([...attempts, record]) });
  } catch (thrown) {
    return { ...failed, error: machineErrorOf(thrown) };
  }
}

const newest = (attempts: readonly AttemptRecord[]): readonly AttemptRecord[] => attempts.slice(-MAX_ATTEMPT_RECORDS);

type Retry = ReturnType<typeof mayRetry>;
function findRetry(step: GuardedStep, { attempt, retries: used }: Progress, failure: Failure): Retry {
  const random = (): number => step.host.random({ path: step.path, field: `Retry/${attempt + 1}` });
  return mayRetry(step.state.Retry ?? [], failure, { used, random });
}

function noted(
  { host, thread }: GuardedStep,
  progress: Progress,
  { error, startedAtMs, again }: Failure & { readonly again: Retry },
): Progress {
  const endedAtMs = host.nowMs();
  const delay = again === undefined ? {} : { delayMs: again.delayMs };
  const attempt = progress.attempt + 1;
  const attempts = newest([...progress.attempts, { attempt, startedAtMs, endedAtMs, error, ...delay }]);
  const untilMs = Math.min(endedAtMs + (again?.delayMs ?? 0), thread.run.deadlineMs);
  return { attempt, retries: again?.used ?? progress.retries, attempts, untilMs };
}

async function giveUp(step: GuardedStep, progress: Progress, failure: Failure): Promise<Transition> {
  const { error, alias } = failure;
  const { attempt, attempts } = progress;
  const details = { ...failure.details, attempts };
  const catchers = isPastDeadline(step) ? [] : (step.state.Catch ?? []);
  const index = catchers.findIndex((catcher) => matchesError(catcher.ErrorEquals, error.error, alias));
  const catcher = catchers[index];
  if (catcher === undefined) return (await hold(step, progress, failure)) ?? { kind: 'failed', error, ...details };
  const errorOutput = { Error: error.error, Cause: error.cause };
  const fields = new Fields(step, { errorOutput, retryCount: attempt - 1 });
  try {
    const left = fields.leave(catcher, errorOutput, `Catch[${index}]/`);
    return { kind: 'next', next: catcher.Next, error, ...left, ...details };
  } catch (thrown) {
    // A catcher that cannot be used leaves no second one to ask.
    return { kind: 'failed', error: machineErrorOf(thrown), ...details };
  }
}

/** Stands still until somebody decides what becomes of an attempt that no rule takes, for as long as its run may last. */
async function hold(step: GuardedStep, tried: Progress, { call, error }: Failure): Promise<Transition | undefined> {
  const { host, enteredAtMs, thread } = step;
  const pause = call === undefined || isPastDeadline(step) ? undefined : await host.hold?.(call, error);
  if (call === undefined || pause === undefined) return undefined;
  requireRunning(thread);
  const { timeoutSeconds: _, ...asked } = call;
  const startedAtMs = host.nowMs();
  const mostMs = startedAtMs + 1000 * thread.run.limits.runSeconds.most;
  const untilMs = Math.min(mostMs, thread.run.deadlineMs, pause.untilMs ?? Infinity);
  const { attempt, retries, attempts } = tried;
  const held = { attempt, retries, attempts, untilMs, call: { ...asked, startedAtMs, pause } };
  return { kind: 'suspended', pending: { kind: 'answer', enteredAtMs, ...held } };
}
