import { attempt, progressOf, type Performed, type Progress } from '../attempts.ts';
import { StateFailure } from '../failure.ts';
import { Fields, secondsFrom } from '../fields.ts';
import type { Compensation, MachineError, PendingCall, PendingStep, TaskCall, TaskResult } from '../host.ts';
import type { JsonValue } from '../json.ts';
import type { TaskState } from '../machine.ts';
import { isPastDeadline, noteAct, requireRunning, timedOut, withinOf } from '../step.ts';
import type { Step, Transition } from '../thread.ts';

/** Pauses until somebody answers the task's token. */
export const TASK_TOKEN_SUFFIX = '.waitForTaskToken';

type Awaited = Extract<PendingStep, { kind: 'answer' }>;

/** Asks the outside for work, which may answer at once, or later. */
export function runTask(step: Step<TaskState>): Promise<Transition> {
  const { host, pending } = step;
  let awaited = pending?.kind === 'answer' ? pending : undefined;
  return attempt(step, progressOf(step), async (progress, details) => {
    const resumed = awaited;
    awaited = undefined;
    const made = resumed ?? (await prepare(step, progress));
    // It may have been given up while its token was opened.
    requireRunning(step.thread);
    const { call } = made;
    if (call.given === undefined) details.arguments = call.arguments;
    if (resumed === undefined) noteAct(step.thread);
    const result = await (resumed === undefined
      ? host.callTask(askedOf(made))
      : host.findAnswer({ ...askedOf(made), ...call }));
    if (result.kind === 'awaited') return goOnWaiting(step, { made, resumed, progress }, result);
    if (call.pause?.state !== undefined) noteAct(step.thread);
    if (result.kind === 'again') return result;
    // Whoever has decided that it fails is not asked anew.
    if (result.kind === 'threw') return { ...result, call: isHeld(call) ? undefined : call };
    const compensation = undoingOf(step, result.output, progress);
    if (compensation !== undefined) details.compensation = compensation;
    return { ...result, token: call.token };
  });
}

type Made = Pick<Awaited, 'call' | 'heartbeatSeconds'>;

const isHeld = ({ pause }: PendingCall): boolean => pause !== undefined && pause.state === undefined;

const askedOf = ({ call: { startedAtMs: _, ...call }, heartbeatSeconds }: Made): TaskCall =>
  heartbeatSeconds === undefined ? call : { ...call, heartbeatSeconds };

async function prepare(step: Step<TaskState>, { attempt: before }: Progress): Promise<Made> {
  const { host, path, state, thread } = step;
  const startedAtMs = host.nowMs();
  const site = { path, within: withinOf(thread), attempt: before + 1 };
  const token = state.Resource.endsWith(TASK_TOKEN_SUFFIX) ? await host.openToken(site) : undefined;
  const fields = new Fields(step, { retryCount: before, token });
  const given = fields.value(state, 'Arguments');
  const timeoutSeconds = fields.typed(state, 'TimeoutSeconds', secondsFrom(1));
  const heartbeatSeconds = fields.typed(state, 'HeartbeatSeconds', secondsFrom(1));
  if (heartbeatSeconds !== undefined && timeoutSeconds !== undefined && heartbeatSeconds >= timeoutSeconds) {
    throw new StateFailure('States.QueryEvaluationError', 'HeartbeatSeconds must be less than TimeoutSeconds.');
  }
  const call = {
    ...{ ...site, thread: thread.path, state: step.name, resource: state.Resource, startedAtMs },
    arguments: given === undefined ? step.input : given,
    ...(state.Credentials?.Connection === undefined ? {} : { connection: state.Credentials.Connection }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...leftOf(step, startedAtMs),
    ...(token === undefined ? {} : { token }),
  };
  return heartbeatSeconds === undefined ? { call } : { call, heartbeatSeconds };
}

/** Of the whole run, from the beginning of the attempt. */
function leftOf({ thread }: Step<TaskState>, startedAtMs: number): Pick<TaskCall, 'leftSeconds'> {
  const { deadlineMs } = thread.run;
  return deadlineMs === Infinity ? {} : { leftSeconds: Math.max(0.001, (deadlineMs - startedAtMs) / 1000) };
}

/** Until the answer comes, a pause ends, the attempt's time is up, or no sign of life has come for too long. */
function goOnWaiting(
  step: Step<TaskState>,
  { made, resumed, progress }: { made: Made; resumed: Awaited | undefined; progress: Progress },
  { beatAtMs, ...result }: Extract<TaskResult, { kind: 'awaited' }>,
): Performed {
  const { host, enteredAtMs, path, thread } = step;
  const { startedAtMs, answerer, pause } = { ...made.call, ...result };
  // While it pauses there is nobody who could give a sign of life.
  const watched = pause === undefined ? made : { call: made.call };
  const expiry = expiryOf(watched, startedAtMs, { beatAtMs, mostSeconds: thread.run.limits.runSeconds.most });
  if (isPastDeadline(step) || host.nowMs() >= expiry.dueMs) {
    host.abandon(path, thread.path);
    noteAct(thread);
    return { kind: 'threw', error: isPastDeadline(step) ? timedOut(step) : expiry.error };
  }
  const untilMs = Math.min(expiry.dueMs, thread.run.deadlineMs, pause?.untilMs ?? Infinity);
  if (resumed?.untilMs === untilMs && pause === made.call.pause) return { kind: 'suspended', pending: resumed };
  const { attempt, retries, attempts } = progress;
  const source = { ...(answerer === undefined ? {} : { answerer }), ...(pause === undefined ? {} : { pause }) };
  const asked = { ...made, call: { ...made.call, startedAtMs, ...leftOf(step, startedAtMs), ...source } };
  const pending: Awaited = { ...asked, kind: 'answer', enteredAtMs, attempt, retries, attempts, untilMs };
  return { kind: 'suspended', pending };
}

/** When nobody waits for the answer any more, and why. */
function expiryOf(
  { call, heartbeatSeconds = Infinity }: Made,
  startedAtMs: number,
  { beatAtMs = 0, mostSeconds }: { beatAtMs: number | undefined; mostSeconds: number },
): { readonly dueMs: number; readonly error: MachineError } {
  const expiresMs = startedAtMs + 1000 * (call.timeoutSeconds ?? mostSeconds);
  const silentMs = Math.max(startedAtMs, beatAtMs) + 1000 * heartbeatSeconds;
  return silentMs < expiresMs ? { dueMs: silentMs, error: NO_SIGN_OF_LIFE } : { dueMs: expiresMs, error: NO_ANSWER };
}

const NO_ANSWER = { error: 'States.Timeout', cause: 'No answer came within TimeoutSeconds.' };
const NO_SIGN_OF_LIFE = { error: 'States.HeartbeatTimeout', cause: 'No sign of life came within HeartbeatSeconds.' };

/** What undoes the step, evaluated while all that it reads is there. Without Arguments it gets the result. */
function undoingOf(step: Step<TaskState>, result: JsonValue, { attempt: before }: Progress): Compensation | undefined {
  const { path, name, state } = step;
  if (state.Compensate === undefined) return undefined;
  const given = new Fields(step, { result, retryCount: before }).value(state.Compensate, 'Arguments', 'Compensate/');
  return { path, state: name, arguments: given === undefined ? result : given };
}
