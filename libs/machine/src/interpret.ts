import { asMachineError, StateFailure } from './failure.ts';
import type { Checkpoint, Host, MachineError, Outcome, StepEvent } from './host.ts';
import type { JsonValue } from './json.ts';
import type { Machine, State, StateType } from './machine.ts';
import { runChoice } from './states/choice.ts';
import { runFail } from './states/fail.ts';
import { runPass } from './states/pass.ts';
import { runSucceed } from './states/succeed.ts';
import { runTask } from './states/task.ts';
import { findUnsupported } from './states/unsupported.ts';
import { runWait } from './states/wait.ts';
import { isPastDeadline, RUN_TIMED_OUT, type StateHandler, type Step, type Transition } from './step.ts';

const DEFAULT_INLINE_DELAY_MS = 5000;
const DEFAULT_MAX_TRANSITIONS = 100_000;

const HANDLERS = {
  Pass: runPass,
  Task: runTask,
  Choice: runChoice,
  Wait: runWait,
  Succeed: runSucceed,
  Fail: runFail,
} satisfies { [T in Exclude<StateType, 'Parallel' | 'Map'>]: StateHandler<Extract<State, { Type: T }>> };

/** The position of a run that has not begun. */
export function initialCheckpoint(machine: Machine, input: JsonValue): Checkpoint {
  return { state: machine.StartAt, input, variables: {}, visits: {} };
}

/**
 * Runs a machine from a position until it ends or must wait long. Deterministic but for what the host answers; rejects
 * only with what a host method rejected with, and then the run must be dropped, not failed.
 */
export async function interpret(machine: Machine, from: Checkpoint, host: Host): Promise<Outcome> {
  let position = from;
  // A step that goes on after a suspension was counted when it was entered.
  const begun = from.pending === undefined ? 0 : 1;
  let transitions = Object.values(from.visits).reduce((sum, count) => sum + count, -begun);
  for (;;) {
    transitions += 1;
    if (transitions > (host.options?.maxTransitions ?? DEFAULT_MAX_TRANSITIONS)) return failed(TOO_MANY_TRANSITIONS);
    const step = enter(machine, position, host);
    if (step === undefined) return failed(unknownState(position.state));
    const doing = runStep(machine, step);
    const left = leave(step, doing instanceof Promise ? await doing : doing);
    if (left.kind !== 'next') return left.outcome;
    position = left.checkpoint;
    const kept = host.checkpoint(position);
    if (kept !== undefined) await kept;
  }
}

const TOO_MANY_TRANSITIONS: MachineError = {
  error: 'States.Runtime',
  cause: 'limit.transitions: the run entered more states than a run may; it probably loops for ever.',
};

const unknownState = (name: string): MachineError => ({
  error: 'States.Runtime',
  cause: `The machine has no state named "${name}".`,
});

function enter(machine: Machine, position: Checkpoint, host: Host): Step | undefined {
  const { state: name, input, variables, pending } = position;
  const state = stateOf(machine, name);
  if (state === undefined) return undefined;
  const visits = visitsWith(position);
  const { startedAtMs, inlineDelayMs = DEFAULT_INLINE_DELAY_MS } = host.options ?? {};
  const isLimited = machine.TimeoutSeconds !== undefined && startedAtMs !== undefined;
  const step = {
    name,
    state,
    path: pathOf(name, visits[name] ?? 1),
    input,
    variables,
    visits,
    host,
    enteredAtMs: pending?.enteredAtMs ?? host.nowMs(),
    inlineDelayMs,
    deadlineMs: isLimited ? startedAtMs + (machine.TimeoutSeconds ?? 0) * 1000 : undefined,
    pending,
  };
  if (pending === undefined) host.record(eventOf(step, 'entered'));
  return step;
}

type Exit =
  { readonly kind: 'next'; readonly checkpoint: Checkpoint } | { readonly kind: 'over'; readonly outcome: Outcome };

function leave(step: Step, transition: Transition): Exit {
  const { host, visits, variables } = step;
  if (transition.kind === 'suspended') {
    const { pending } = transition;
    const checkpoint = { state: step.name, input: step.input, variables, visits, pending };
    return over({ kind: 'suspended', untilMs: pending.untilMs, checkpoint });
  }
  host.record(endEvent(step, transition));
  if (isPastDeadline(step)) return over({ kind: 'timed_out', ...RUN_TIMED_OUT });
  if (transition.kind === 'failed') return over(failed(transition.error));
  const { output, assigned } = transition;
  if (transition.kind === 'end') return over({ kind: 'succeeded', output });
  const known = assigned === undefined ? variables : { ...variables, ...assigned };
  return { kind: 'next', checkpoint: { state: transition.next, input: output, variables: known, visits } };
}

function stateOf({ States }: Machine, name: string): State | undefined {
  const state: unknown = Object.hasOwn(States, name) ? States[name] : undefined;
  return typeof state === 'object' && state !== null ? (state as State) : undefined;
}

/** What names one visit of a state. A `#` of its name is doubled, or `A#2` could be the second visit of `A` as well. */
function pathOf(name: string, visit: number): string {
  const escaped = name.includes('#') ? name.replaceAll('#', '##') : name;
  return visit === 1 ? escaped : `${escaped}#${visit}`;
}

function runStep(machine: Machine, step: Step): Transition | Promise<Transition> {
  if (isPastDeadline(step)) return { kind: 'failed', error: RUN_TIMED_OUT };
  if (step.host.options?.skip?.includes(step.name) === true && isSkippable(step.state)) return skipped(step);
  try {
    const doing = handlerOf(machine, step)(step);
    return doing instanceof Promise ? doing.catch(asFailed) : doing;
  } catch (thrown) {
    return asFailed(thrown);
  }
}

function asFailed(thrown: unknown): Transition {
  const error = asMachineError(thrown);
  if (error === undefined) throw thrown;
  return { kind: 'failed', error };
}

function handlerOf(machine: Machine, { name, state }: Step): StateHandler<State> {
  const unsupported = findUnsupported(state, machine);
  if (unsupported !== undefined) {
    const cause = `This version of Millrace does not run ${unsupported}, as in the state "${name}".`;
    throw new StateFailure('States.Runtime', cause);
  }
  if (!Object.hasOwn(HANDLERS, state.Type)) {
    throw new StateFailure('States.Runtime', `The state "${name}" has the Type "${state.Type}", which does not exist.`);
  }
  // The table's type pairs each handler with its state; TypeScript cannot carry that through a lookup.
  return HANDLERS[state.Type as keyof typeof HANDLERS] as StateHandler<State>;
}

/** A Choice has nowhere to go on to without being asked, and an end is an end. */
const isSkippable = (state: State): boolean => state.Type === 'Pass' || state.Type === 'Task' || state.Type === 'Wait';

function skipped(step: Step): Transition {
  const { Next: next } = step.state as { readonly Next?: string };
  return next === undefined ? { kind: 'end', output: step.input } : { kind: 'next', next, output: step.input };
}

/** Visits including the one that is going on: a suspended step counted itself when it was entered. */
function visitsWith({ state, visits, pending }: Checkpoint): Readonly<Record<string, number>> {
  if (pending !== undefined) return visits;
  return { ...visits, [state]: (Object.hasOwn(visits, state) ? (visits[state] ?? 0) : 0) + 1 };
}

function eventOf(step: Step, kind: StepEvent['kind']): StepEvent {
  const { path, name, input, enteredAtMs } = step;
  return { kind, path, state: name, type: step.state.Type, input, startedAtMs: enteredAtMs };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function endEvent(step: Step, transition: Exclude<Transition, { kind: 'suspended' }>): StepEvent {
  const failure = transition.kind === 'failed' ? transition.error : transition.caught;
  const event: Mutable<StepEvent> = eventOf(step, failure === undefined ? 'exited' : 'failed');
  event.endedAtMs = step.host.nowMs();
  if (transition.attempts !== undefined) event.attempts = transition.attempts;
  if (transition.arguments !== undefined) event.arguments = transition.arguments;
  if (failure !== undefined) event.error = failure;
  if (transition.kind === 'failed') return event;
  event.output = transition.output;
  if (transition.assigned !== undefined) event.assigned = transition.assigned;
  if (transition.kind === 'next') event.next = transition.next;
  return event;
}

const over = (outcome: Outcome): Exit => ({ kind: 'over', outcome });
const failed = ({ error, cause }: MachineError): Outcome => ({ kind: 'failed', error, cause });
