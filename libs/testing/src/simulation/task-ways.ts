import type { JsonValue, TaskState } from '@millrace/machine';
import {
  DECIDE_MS,
  doubtEnd,
  endsOfHeld,
  heardOf,
  isHoldable,
  PAUSE_MS,
  pauseStep,
  type Heard,
} from './standstill-script.ts';
import type { PersonPlan, ScriptedCall, TaskEnd, TaskScript } from './task-script.ts';
import { LIMITS, merged, START, threw, type Way } from './ways.ts';

/** How long somebody takes to answer, and how long nobody does, about. */
const ANSWER_MS = 22_000;
const CHILD_MS = 8000;

interface Others {
  readonly script: TaskScript;
  /** The ways of a run of another workflow. */
  readonly children: (name: string, input: JsonValue) => readonly Way[];
}

/** The ways in which one attempt of a task may go. */
export function waysOfTask(state: TaskState, call: ScriptedCall, { script, children }: Others): readonly Way[] {
  const { Resource } = state;
  const [, child, suffix] = /^workflow:([a-z0-9-]+)(\.\w+)?$/.exec(Resource) ?? [];
  if (child !== undefined && suffix !== undefined) return [{ ...START, output: { runId: '<run>' } }];
  if (child !== undefined) return merged(children(child, call.arguments).map(waysOfChild));
  if (Resource.startsWith('code:')) return [wayOf(codeEndOf(call.arguments, script))];
  if (/\/(undo-)?doubt$/.test(Resource)) return [holdable(doubtEnd(call), call)];
  if (Resource.endsWith('/pause')) return waysOfPause(state, call);
  return Resource.endsWith('.waitForTaskToken') ? waysOfToken(state, script.person(call)) : [wayOf(script.task(call))];
}

function codeEndOf(given: JsonValue, script: TaskScript): TaskEnd {
  const { source, input } = given as { readonly source: string; readonly input: JsonValue };
  return script.code(source, input);
}

function waysOfChild({ error, output, ms }: Way): Way {
  const end = error === undefined ? START : threw('States.TaskFailed');
  return { ...end, output, ms: ms + CHILD_MS };
}

/** Whoever has little time may be too late. */
function waysOfToken({ TimeoutSeconds, HeartbeatSeconds }: TaskState, plan: PersonPlan | undefined): readonly Way[] {
  if (plan === undefined) return [threw('Sim.Unheard', 'nobody')];
  const { answers, beatMs } = plan;
  const late = HeartbeatSeconds !== undefined && beatMs === undefined ? 'States.HeartbeatTimeout' : 'States.Timeout';
  const lates = [threw(late), ...(beatMs === undefined ? [] : [threw('States.HeartbeatTimeout')])];
  const ways = [...answers.map(wayOf), ...(TimeoutSeconds === undefined ? [] : lates)];
  return merged(ways).map((way) => ({ ...way, ms: ANSWER_MS }));
}

/** What every pause may end with, and what follows from that. */
function waysOfPause({ TimeoutSeconds }: TaskState, call: ScriptedCall): readonly Way[] {
  const go = (heard: Heard): readonly Way[] => {
    const step = pauseStep(call, heard);
    if (step.kind === 'ended') return [holdable(step.end, call)];
    return heardOf(step)
      .flatMap((next) => go([...heard, next]))
      .map((way) => ({ ...way, ms: way.ms + PAUSE_MS + LIMITS.taskMs }));
  };
  return merged([...go([]), ...(TimeoutSeconds === undefined ? [] : [threw('States.Timeout')])]);
}

function holdable(end: TaskEnd, call: ScriptedCall): Way {
  const way = wayOf(end);
  if (end.kind === 'returned' || !isHoldable(end.error)) return way;
  return { ...way, decisions: endsOfHeld(call, end.error), ms: DECIDE_MS };
}

export function wayOf(end: TaskEnd): Way {
  if (end.kind === 'returned') return { ...START, output: end.output };
  return { ...threw(end.error, end.cause), retryAfterMs: end.retryAfterMs };
}
