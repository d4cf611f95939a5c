import { asMachineError, StateFailure } from './failure.ts';
import type { Checkpoint, Host, MachineError, Outcome, StepEvent } from './host.ts';
import type { JsonValue } from './json.ts';
import type { Machine, State, StateType } from './machine.ts';
import { runChoice } from './states/choice.ts';
import { runFail } from './states/fail.ts';
import { runPass } from './states/pass.ts';
import { runSucceed } from './states/succeed.ts';
import { runTask } from './states/task.ts';
import { refuseState } from './states/unsupported.ts';
import { runWait } from './states/wait.ts';
import type { StateHandler, Step, Transition } from './step.ts';

const DEFAULT_INLINE_DELAY_MS = 5000;
const DEFAULT_MAX_TRANSITIONS = 100_000;

const HANDLERS = {
  Pass: runPass,
  Task: runTask,
  Choice: runChoice,
  Wait: runWait,
  Succeed: runSucceed,
  Fail: runFail,
  Parallel: refuseState,
  Map: refuseState,
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
  let position = from;
  let transitions = Object.values(from.visits).reduce((sum, count) => sum + count, 0);
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
  const state = Object.hasOwn(machine.States, position.state) ? machine.States[position.state] : undefined;
  if (state === undefined) {
    return over(failed({ error: 'States.Runtime', cause: `The machine has no state named "${position.state}".` }));
  }
  const step = enter(machine, { position, state }, host);
  if (step.pending === undefined) host.record(eventOf(step, 'entered'));
  if (isPastDeadline(step)) return over(timedOut(machine));
  const transition = await runStep(step);
  if (transition.kind === 'suspended') {
    const checkpoint = { ...position, visits: visitsWith(position), pending: transition.pending };
    return over({ kind: 'suspended', untilMs: transition.pending.untilMs, checkpoint });
  }
  host.record(endEvent(step, transition));
  if (transition.kind === 'failed') return over(isPastDeadline(step) ? timedOut(machine) : failed(transition.error));
  if (isPastDeadline(step)) return over(timedOut(machine));
  if (transition.kind === 'end') return over({ kind: 'succeeded', output: transition.output });
  const variables =
    transition.assigned === undefined ? position.variables : { ...position.variables, ...transition.assigned };
  const checkpoint = { state: transition.next, input: transition.output, variables, visits: visitsWith(position) };
  return { kind: 'next', checkpoint };
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
    path: visit === 1 ? position.state : `${position.state}#${visit}`,
    input: position.input,
    variables: position.variables,
    host,
    enteredAtMs: position.pending?.enteredAtMs ?? host.nowMs(),
    inlineDelayMs,
    ...(limited ? { deadlineMs: startedAtMs + (machine.TimeoutSeconds ?? 0) * 1000 } : {}),
    ...(position.pending === undefined ? {} : { pending: position.pending }),
  };
}

async function runStep(step: Step): Promise<Transition> {
  if (step.host.options?.skip?.includes(step.name) === true && isSkippable(step.state)) return skipped(step);
  try {
    // The table's type pairs each handler with its state; TypeScript cannot carry that through a lookup.
    const handler = HANDLERS[step.state.Type] as StateHandler<State> | undefined;
    if (handler === undefined) throw new StateFailure('States.Runtime', `There is no state type "${step.state.Type}".`);
    return await handler(step);
  } catch (thrown) {
    const error = asMachineError(thrown);
    if (error === undefined) throw thrown;
    return { kind: 'failed', error };
  }
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

const isPastDeadline = (step: Step): boolean => step.deadlineMs !== undefined && step.host.nowMs() >= step.deadlineMs;
const over = (outcome: Outcome): Advance => ({ kind: 'over', outcome });
const failed = ({ error, cause }: MachineError): Outcome => ({ kind: 'failed', error, cause });

function timedOut(machine: Machine): Outcome {
  const cause = `The run took longer than the ${machine.TimeoutSeconds ?? 0} seconds that the machine allows.`;
  return { kind: 'timed_out', error: 'States.Timeout', cause };
}
