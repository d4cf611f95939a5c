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
    const end = await advance(machine, position, host);
    if (end.kind !== 'next') return end.outcome;
    position = end.checkpoint;
    await host.checkpoint(position);
  }
}

const TOO_MANY_TRANSITIONS: MachineError = {
  error: 'States.Runtime',
  cause: 'limit.transitions: the run entered more states than a run may; it probably loops for ever.',
};

type Advance =
  { readonly kind: 'next'; readonly checkpoint: Checkpoint } | { readonly kind: 'over'; readonly outcome: Outcome };

async function advance(machine: Machine, position: Checkpoint, host: Host): Promise<Advance> {
  const state = stateOf(machine, position.state);
  if (state === undefined) {
    return over(failed({ error: 'States.Runtime', cause: `The machine has no state named "${position.state}".` }));
  }
  const step = enter(machine, { position, state }, host);
  if (step.pending === undefined) host.record(eventOf(step, 'entered'));
  const transition = await runStep(machine, step);
  if (transition.kind === 'suspended') {
    const checkpoint = { ...position, visits: visitsWith(position), pending: transition.pending };
    return over({ kind: 'suspended', untilMs: transition.pending.untilMs, checkpoint });
  }
  host.record(endEvent(step, transition));
  if (isPastDeadline(step)) return over({ kind: 'timed_out', ...RUN_TIMED_OUT });
  if (transition.kind === 'failed') return over(failed(transition.error));
  if (transition.kind === 'end') return over({ kind: 'succeeded', output: transition.output });
  const variables =
    transition.assigned === undefined ? position.variables : { ...position.variables, ...transition.assigned };
  const checkpoint = { state: transition.next, input: transition.output, variables, visits: visitsWith(position) };
  return { kind: 'next', checkpoint };
}

function stateOf({ States }: Machine, name: string): State | undefined {
  const state: unknown = Object.hasOwn(States, name) ? States[name] : undefined;
  return typeof state === 'object' && state !== null ? (state as State) : undefined;
}

function enter(
  machine: Machine,
  { position, state }: { readonly position: Checkpoint; readonly state: State },
  host: Host,
): Step {
  const visit = visitsWith(position)[position.state] ?? 1;
  const { startedAtMs, inlineDelayMs = DEFAULT_INLINE_DELAY_MS } = host.options ?? {};
  const limited = machine.TimeoutSeconds !== undefined && startedAtMs !== undefined;
  return {
    name: position.state,
    state,
    path: pathOf(position.state, visit),
    input: position.input,
    variables: position.variables,
    host,
    enteredAtMs: position.pending?.enteredAtMs ?? host.nowMs(),
    inlineDelayMs,
    ...(limited ? { deadlineMs: startedAtMs + (machine.TimeoutSeconds ?? 0) * 1000 } : {}),
    ...(position.pending === undefined ? {} : { pending: position.pending }),
  };
}

/** What names one visit of a state. A `#` of its name is doubled, or `A#2` could be the second visit of `A` as well. */
function pathOf(name: string, visit: number): string {
  const escaped = name.replaceAll('#', '##');
  return visit === 1 ? escaped : `${escaped}#${visit}`;
}

async function runStep(machine: Machine, step: Step): Promise<Transition> {
  if (isPastDeadline(step)) return { kind: 'failed', error: RUN_TIMED_OUT };
  if (step.host.options?.skip?.includes(step.name) === true && isSkippable(step.state)) return skipped(step);
  try {
    return await handlerOf(machine, step)(step);
  } catch (thrown) {
    const error = asMachineError(thrown);
    if (error === undefined) throw thrown;
    return { kind: 'failed', error };
  }
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

function endEvent(step: Step, transition: Exclude<Transition, { kind: 'suspended' }>): StepEvent {
  const { attempts, arguments: taskArguments } = transition;
  const failure = transition.kind === 'failed' ? transition.error : transition.caught;
  return {
    ...eventOf(step, failure === undefined ? 'exited' : 'failed'),
    endedAtMs: step.host.nowMs(),
    ...(attempts === undefined ? {} : { attempts }),
    ...(taskArguments === undefined ? {} : { arguments: taskArguments }),
    ...(failure === undefined ? {} : { error: failure }),
    ...(transition.kind === 'failed' ? {} : { output: transition.output }),
    ...(transition.kind === 'failed' || transition.assigned === undefined ? {} : { assigned: transition.assigned }),
    ...(transition.kind === 'next' ? { next: transition.next } : {}),
  };
}

const over = (outcome: Outcome): Advance => ({ kind: 'over', outcome });
const failed = ({ error, cause }: MachineError): Outcome => ({ kind: 'failed', error, cause });
