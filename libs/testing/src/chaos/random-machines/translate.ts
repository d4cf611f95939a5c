// A random machine of the simulation, made one that real processes execute: its tasks are effects in the runner's sink.
import type { JsonObject, JsonValue, Machine, State, TaskState, WorkflowDocument } from '@millrace/machine';
import { effectArguments, hookWorkflow, USUAL_RETRY, type Json } from '../workloads/states.ts';
import { toJsonata, type Whereabouts } from './dialect.ts';
import { codeOf, REFUSED } from './script.ts';

/** Longer than a run may take: every token that is handed over is answered, so one that runs out of time is stuck. */
const TOKEN_SECONDS = 300;
/** Asked before the machine's own rules: what really breaks is none of the machine's business. */
const BROKEN_WORLD = {
  ...USUAL_RETRY[0],
  ErrorEquals: ['Connector.Retryable', 'Connector.RateLimited', 'Connector.OutcomeUnknown', 'States.Timeout'],
};
/** The ways of a sandbox to break. The code itself is never wrong. */
const BROKEN_SANDBOX = {
  ...BROKEN_WORLD,
  ErrorEquals: ['Crashed', 'Aborted', 'Busy', 'Unavailable', 'Timeout', 'OutOfMemory', 'Protocol']
    .map((name) => `Sandbox.${name}`)
    .concat('States.Timeout'),
};

/**
 * The machine without what a run in real time cannot promise: its own time limits, and people who fall silent. Its rules
 * speak of the error that the sink can cause. It goes before nobody: on a busy machine, all others would wait for it to the end.
 */
export function tame(document: WorkflowDocument): WorkflowDocument {
  const { TimeoutSeconds: _, ...machine } = document.machine;
  const { priority: __, ...settings } = document.settings ?? {};
  const renamed = JSON.parse(JSON.stringify(machine).replaceAll('"Sim.Busy"', JSON.stringify(REFUSED))) as Machine;
  return { ...document, machine: mapStates(renamed, tameState), settings };
}

function tameState(state: State): State {
  if (state.Type !== 'Task') return state;
  const { TimeoutSeconds: _, HeartbeatSeconds: __, ...task } = state;
  if (!task.Resource.startsWith('code:')) return task;
  // What only computes has nothing to undo.
  const { Compensate: ___, ...code } = task;
  const { source, input = null } = code.Arguments as { readonly source: string; readonly input?: JsonValue };
  return { ...code, Arguments: { source: codeOf(Number(/\d+/.exec(source)?.[0])), input } };
}

/** All states, the inner ones first. */
function mapStates(machine: Machine, change: (state: State, name: string) => State): Machine {
  const inner = (part: Machine): Machine => mapStates(part, change);
  const entries = Object.entries(machine.States).map(([name, state]): [string, State] => {
    if (state.Type === 'Parallel') return [name, change({ ...state, Branches: state.Branches.map(inner) }, name)];
    if (state.Type === 'Map') return [name, change({ ...state, ItemProcessor: inner(state.ItemProcessor) }, name)];
    return [name, change(state, name)];
  });
  return { ...machine, States: Object.fromEntries(entries) };
}

/** A tame machine as a document to publish: its webhook has its name, and takes `{ id, value }`. */
export function toPublished(
  { name, machine, settings }: WorkflowDocument,
  { sinkUrl, respond }: { readonly sinkUrl: string; readonly respond: 'accepted' | 'result' },
): Json {
  const { StartAt, States } = mapStates(machine, (state, stateName) =>
    translateState(state, {
      name: stateName,
      workflow: name,
      sinkUrl,
      // Only the first state sees the event; it hands a number on.
      input: stateName === machine.StartAt ? '$states.input.body.value' : '$states.input',
    }),
  );
  const first = { [StartAt]: States[StartAt] };
  return hookWorkflow(name, { states: { ...first, ...States }, respond, settings });
}

interface Place {
  readonly name: string;
  readonly workflow: string;
  readonly sinkUrl: string;
  readonly input: string;
}

const INNER = new Set(['Branches', 'ItemProcessor']);

function translateState(state: State, place: Place): State {
  const at: Whereabouts = { input: place.input, result: '$states.result' };
  if (state.Type === 'Task') return translateTask(state, place, at) as unknown as State;
  const entries = Object.entries(state as unknown as JsonObject);
  return Object.fromEntries(
    entries.map(([key, part]) => [key, INNER.has(key) ? part : toJsonata(part, at)]),
  ) as unknown as State;
}

function translateTask(task: TaskState, place: Place, at: Whereabouts): Json {
  const { Resource, Arguments = null, Compensate, Retry = [], ...rest } = task;
  const isCode = Resource.startsWith('code:');
  const isToken = Resource.endsWith('.waitForTaskToken');
  // What an HTTP request gives has the number inside; a token's answer is one, and so is what code gives.
  const within = { ...at, result: isCode || isToken ? at.result : `${at.result}.body.value` };
  const ofTask = toJsonata(rest as unknown as JsonObject, within) as JsonObject;
  const undone =
    Compensate === undefined
      ? {}
      : {
          Compensate: {
            Resource: 'connector:http/request',
            Arguments: effectOf(place, {
              path: `${place.name}/Compensate`,
              value: toJsonata(Compensate.Arguments ?? null, within),
            }),
            Retry: USUAL_RETRY,
          },
        };
  if (isCode) {
    return { ...ofTask, Resource, Arguments: toJsonata(Arguments, at), Retry: [BROKEN_SANDBOX, ...Retry], ...undone };
  }
  const given = isToken ? (Arguments as { readonly value: JsonValue }).value : Arguments;
  const more = isToken ? { query: { token: '{% $states.context.Task.Token %}' } } : {};
  return {
    ...ofTask,
    Resource: `connector:http/request${isToken ? '.waitForTaskToken' : ''}`,
    ...(isToken ? { TimeoutSeconds: TOKEN_SECONDS } : {}),
    Arguments: effectOf(place, { path: place.name, value: toJsonata(given, at), more }),
    Retry: [BROKEN_WORLD, ...Retry],
    ...undone,
  };
}

/** The sink finds out itself which place of the run it is: paths of loops and nested threads are long. */
function effectOf(
  { workflow, sinkUrl }: Place,
  { path, value, more = {} }: { readonly path: string; readonly value: JsonValue; readonly more?: Json },
): Json {
  return effectArguments(sinkUrl, { path, members: { machine: workflow, value }, more });
}
