import { sizeOf } from './data-limit.ts';
import { machineErrorOf, StateFailure } from './failure.ts';
import type { Checkpoint, Host, MachineError, Outcome, PendingStep, StepEvent } from './host.ts';
import type { JsonValue } from './json.ts';
import { DEFAULT_LIMITS, excessOf } from './limits.ts';
import { runChoice } from './states/choice.ts';
import { runFail } from './states/fail.ts';
import { runMap } from './states/map.ts';
import { runParallel } from './states/parallel.ts';
import { runPass } from './states/pass.ts';
import { runSucceed } from './states/succeed.ts';
import { runTask } from './states/task.ts';
import { requireSupported } from './states/unsupported.ts';
import { runWait } from './states/wait.ts';
import { isPastDeadline, keep, requireRunning, timedOut } from './step.ts';
import type { Mutable, Thread, StateHandler, Step, Transition } from './thread.ts';
import type { Machine, State, StateType } from './machine.ts';

const DEFAULT_INLINE_DELAY_MS = 5000;

const HANDLERS = {
  Pass: runPass,
  Task: runTask,
  Choice: runChoice,
  Wait: runWait,
  Succeed: runSucceed,
  Fail: runFail,
  Parallel: runParallel,
  Map: runMap,
} satisfies { [T in StateType]: StateHandler<Extract<State, { Type: T }>> };

/** The position of a run that has not begun. */
export function initialCheckpoint(machine: Machine, input: JsonValue): Checkpoint {
  return { state: machine.StartAt, input, variables: {}, visits: {} };
}

/**
 * Runs a machine from a position until it ends or must wait long. Deterministic but for what the host answers; rejects
 * only with what a host method rejected with, and then the run must be dropped, not failed.
 */
export async function interpret(machine: Machine, from: Checkpoint, host: Host): Promise<Outcome> {
  const thread = topLevel(machine, host);
  const { value: limit } = thread.run.limits;
  const actual = sizeOf(from.input);
  if (actual <= limit.most) return follow(thread, from);
  return { kind: 'failed', ...excessOf('limit.value', 'Characters of JSON in the input', { limit, actual }) };
}

/** The thread of a whole run. */
export function topLevel(machine: Machine, host: Host): Thread {
  const { startedAtMs = Infinity, inlineDelayMs = DEFAULT_INLINE_DELAY_MS, limits: given } = host.options ?? {};
  const limits = { ...DEFAULT_LIMITS, ...given };
  const { TimeoutSeconds = Infinity, QueryLanguage: language = 'JSONata' } = machine;
  const deadlineMs = startedAtMs + Math.min(TimeoutSeconds, limits.runSeconds.most) * 1000;
  const run = { host, inlineDelayMs, limits, deadlineMs, follow };
  const fresh = { isSilent: false, transitions: 0, hasActed: false, isDirty: false };
  return { run, machine, language, path: '', outer: {}, ...fresh };
}

function follow(thread: Thread, from: Checkpoint): Outcome | Promise<Outcome> {
  // A step that goes on after a suspension was counted when it was entered.
  const begun = from.pending === undefined ? 0 : 1;
  thread.transitions = Object.values(from.visits).reduce((sum, count) => sum + count, -begun);
  let exit: Exit = { kind: 'next', checkpoint: from };
  while (exit.kind === 'next') {
    const moving = move(thread, exit.checkpoint);
    if (moving instanceof Promise) return followOn(thread, moving);
    exit = moving;
  }
  return exit.outcome;
}

/** From the first wait on. Threads that never wait cost no promise. */
async function followOn(thread: Thread, first: Promise<Exit>): Promise<Outcome> {
  let exit = await first;
  while (exit.kind === 'next') {
    const moving = move(thread, exit.checkpoint);
    exit = moving instanceof Promise ? await moving : moving;
  }
  return exit.outcome;
}

type Exit =
  { readonly kind: 'next'; readonly checkpoint: Checkpoint } | { readonly kind: 'over'; readonly outcome: Outcome };

/** One transition. */
function move(thread: Thread, position: Checkpoint): Exit | Promise<Exit> {
  requireRunning(thread);
  thread.transitions += 1;
  if (thread.transitions > thread.run.limits.transitions.most) return failed(tooMany(thread));
  const step = stepAt(thread, position);
  if (step === undefined) return runtimeFailure(`The machine has no state named "${position.state}".`);
  if (position.pending === undefined && !thread.isSilent) step.host.record(eventOf(step, 'entered'));
  const doing = perform(step);
  return doing instanceof Promise ? doing.then((transition) => leave(step, transition)) : leave(step, doing);
}

function stepAt(thread: Thread, position: Checkpoint): Step | undefined {
  const { state: name, input, variables, pending, visits: before } = position;
  const { machine, run } = thread;
  const state: unknown = Object.hasOwn(machine.States, name) ? machine.States[name] : undefined;
  if (typeof state !== 'object' || state === null) return undefined;
  // A suspended step counted itself when it was entered.
  const visit = Object.hasOwn(before, name) ? (before[name] ?? 0) : 0;
  const visits = pending === undefined ? { ...before, [name]: visit + 1 } : before;
  const path = pathOf(thread, name, visits[name] ?? 1);
  const enteredAtMs = pending?.enteredAtMs ?? position.enteredAtMs ?? run.host.nowMs();
  return { thread, host: run.host, name, state: state as State, path, input, variables, visits, enteredAtMs, pending };
}

/** What names one visit of a state. What paths are made of is doubled in its name, or `A#2` were a second visit of `A`. */
function pathOf({ path }: Thread, name: string, visit: number): string {
  const escaped = /[#[/]/.test(name) ? name.replaceAll(/[#[/]/g, '$&$&') : name;
  const own = visit === 1 ? escaped : `${escaped}#${visit}`;
  return path === '' ? own : `${path}/${own}`;
}

function perform(step: Step): Transition | Promise<Transition> {
  if (isPastDeadline(step) && step.pending === undefined) return { kind: 'failed', error: timedOut(step) };
  if (step.host.options?.skip?.includes(step.name) === true && isSkippable(step.state)) return skipped(step);
  try {
    const doing = handlerOf(step)(step);
    return doing instanceof Promise ? doing.catch(asFailed) : doing;
  } catch (thrown) {
    return asFailed(thrown);
  }
}

const asFailed = (thrown: unknown): Transition => ({ kind: 'failed', error: machineErrorOf(thrown) });

function handlerOf({ name, state, thread }: Step): StateHandler<State> {
  requireSupported(name, state, thread.language);
  if (!Object.hasOwn(HANDLERS, state.Type)) {
    throw new StateFailure('States.Runtime', `The state "${name}" has the Type "${state.Type}", which does not exist.`);
  }
  // The table's type pairs each handler with its state; TypeScript cannot carry that through a lookup.
  return HANDLERS[state.Type] as StateHandler<State>;
}

/** A Choice has nowhere to go on to without being asked, and an end is an end. */
const isSkippable = ({ Type }: State): boolean => Type !== 'Choice' && Type !== 'Succeed' && Type !== 'Fail';

function skipped(step: Step): Transition {
  const { Next: next } = step.state as { readonly Next?: string };
  return next === undefined ? { kind: 'end', output: step.input } : { kind: 'next', next, output: step.input };
}

function leave(step: Step, transition: Transition): Exit | Promise<Exit> {
  const { thread, host, name, input, visits, variables } = step;
  requireRunning(thread);
  if (transition.kind === 'suspended') return suspend(step, transition.pending);
  if (!thread.isSilent) host.record(endEvent(step, transition));
  if (isPastDeadline(step)) return over({ kind: 'timed_out', error: 'States.Timeout', cause: timedOut(step).cause });
  if (transition.kind === 'failed') {
    const { error } = transition;
    return after(keep(thread, { kind: 'failed', error, at: { name, input, variables, visits } }), failed(error));
  }
  const { output, assigned } = transition;
  if (transition.kind === 'end' || host.options?.endAfter?.includes(name) === true) {
    return after(keep(thread, { kind: 'ended', output }), over({ kind: 'succeeded', output }));
  }
  const known = assigned === undefined ? variables : { ...variables, ...assigned };
  const enteredAtMs = host.nowMs();
  const checkpoint = { state: transition.next, input: output, variables: known, visits, enteredAtMs };
  return after(keepPosition(thread, checkpoint), { kind: 'next', checkpoint });
}

function keepPosition(thread: Thread, at: Checkpoint): Promise<void> | void {
  if (thread.siblings === undefined) return thread.run.host.checkpoint(at);
  return thread.isDirty ? keep(thread, { kind: 'thread', at }) : thread.run.host.giveWay();
}

function suspend(step: Step, pending: PendingStep): Exit | Promise<Exit> {
  const { thread, name: state, input, variables, visits } = step;
  const checkpoint = { state, input, variables, visits, pending };
  const isNews = pending !== step.pending || thread.isDirty;
  thread.hasActed = true;
  const kept = isNews ? keep(thread, { kind: 'thread', at: checkpoint }) : undefined;
  return after(kept, over({ kind: 'suspended', untilMs: pending.untilMs, checkpoint }));
}

const after = (kept: Promise<void> | void, exit: Exit): Exit | Promise<Exit> =>
  kept === undefined ? exit : kept.then(() => exit);
const over = (outcome: Outcome): Exit => ({ kind: 'over', outcome });
const failed = (error: MachineError): Exit => over({ kind: 'failed', error: error.error, cause: error.cause });
const runtimeFailure = (cause: string): Exit => failed({ error: 'States.Runtime', cause });
const tooMany = ({ run, transitions: actual }: Thread): MachineError =>
  excessOf('limit.transitions', 'States that the run has entered', { limit: run.limits.transitions, actual });

function eventOf({ path, name, state, input, enteredAtMs }: Step, kind: StepEvent['kind']): Mutable<StepEvent> {
  const event: Mutable<StepEvent> = { kind, path, state: name, type: state.Type, input, startedAtMs: enteredAtMs };
  if (state.Type === 'Task') event.resource = state.Resource;
  return event;
}

/** What is told of a step that has ended. */
function endEvent(step: Step, transition: Exclude<Transition, { kind: 'suspended' }>): StepEvent {
  const { attempts, arguments: given, compensation, error } = transition;
  const event = eventOf(step, error === undefined ? 'exited' : 'failed');
  event.endedAtMs = step.host.nowMs();
  if (transition.kind !== 'failed') event.output = transition.output;
  if (transition.kind !== 'failed' && transition.assigned !== undefined) event.assigned = transition.assigned;
  if (transition.kind === 'next') event.next = transition.next;
  if (error !== undefined) event.error = error;
  if (attempts !== undefined) event.attempts = attempts;
  if (given !== undefined) event.arguments = given;
  if (compensation !== undefined) event.compensation = compensation;
  return event;
}
