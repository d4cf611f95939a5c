import type { JsonObject, State, WorkflowDocument } from '@millrace/machine';
import { slotsOf } from '../../../components/canvas/model/slot.ts';
import { readResource } from '../../../lib/task-resource.ts';
import { variablesSetBy } from './readers.ts';
import type { SampleSource } from './sample-source.ts';

/** A value that a field may read, with what it held in the newest run. */
export interface PickerRoot {
  readonly id: string;
  readonly label: string;
  /** JSONata. */
  readonly expression: string;
  readonly sample: unknown;
  /** What it may hold, for when no run has shown it. */
  readonly schema?: JsonObject;
}

/** What is known besides the document. */
interface Knowledge {
  readonly sample: SampleSource;
  /** What the roots that are no steps are called. */
  readonly labels: { readonly trigger: string; readonly previous: string; readonly token: string };
  /** The schema of what a step's resource gives, if it is known. */
  readonly outputOf: (resource: string, step: string) => JsonObject | undefined;
}

const RESULT = /^\{%\s*\$states\.result\s*%\}$/;
const ANY: JsonObject = {};
/** What a call of a webhook brings, before there has been one. */
const HOOK_INPUT: JsonObject = {
  type: 'object',
  properties: {
    body: ANY,
    headers: { type: 'object' },
    query: { type: 'object' },
    method: { type: 'string' },
    path: { type: 'string' },
  },
};

/** Everything a state may read: its input, and the variables of the steps that lead to it. */
export function pickerRoots(document: WorkflowDocument, name: string, known: Knowledge): readonly PickerRoot[] {
  const { States, StartAt } = document.machine;
  const ways = predecessorsOf(States);
  const before = statesBefore(States, ways, name);
  // The first step's input is the trigger's, unless a loop leads back to it.
  const isFirst = name === StartAt && before.length === 0;
  const isHook = Object.values(document.triggers ?? {}).some(({ type }) => type === 'webhook');
  const trigger: PickerRoot = {
    id: 'trigger',
    label: known.labels.trigger,
    expression: isFirst ? '$states.input' : '$states.context.Execution.Input',
    sample: known.sample.input,
    ...(isHook ? { schema: HOOK_INPUT } : {}),
  };
  const variables = before.flatMap((from) => {
    const state = States[from];
    return state === undefined ? [] : variableRoots(from, state, known);
  });
  const own = States[name];
  const token: PickerRoot = {
    id: 'token',
    label: known.labels.token,
    expression: '$states.context.Task.Token',
    sample: undefined,
  };
  return [
    ...(own?.Type === 'Task' && readResource(own.Resource).awaitsToken ? [token] : []),
    trigger,
    ...variables,
    ...(isFirst
      ? []
      : [
          previousRoot(
            before,
            (ways.get(name) ?? []).map((from) => [from, States[from]] as const),
            known,
          ),
        ]),
  ];
}

function variableRoots(from: string, state: State, { sample, outputOf }: Knowledge): readonly PickerRoot[] {
  const variables = variablesSetBy(state);
  const step = sample.steps.findLast((candidate) => candidate.state === from);
  const assigned = (step?.assigned ?? {}) as Readonly<Record<string, unknown>>;
  return variables.map((variable) => {
    const schema = schemaOfVariable(state, variable, (resource) => outputOf(resource, from));
    return {
      id: `${from} ${variable}`,
      label: variables.length === 1 ? from : `${from} · ${variable}`,
      expression: `$${variable}`,
      sample: assigned[variable],
      ...(schema === undefined ? {} : { schema }),
    };
  });
}

function schemaOfVariable(
  state: State,
  variable: string,
  outputOf: (resource: string) => JsonObject | undefined,
): JsonObject | undefined {
  const template = 'Assign' in state ? state.Assign[variable] : undefined;
  const isResult = typeof template === 'string' && RESULT.test(template);
  return isResult && state.Type === 'Task' ? outputOf(state.Resource) : undefined;
}

function previousRoot(
  before: readonly string[],
  leading: readonly (readonly [name: string, state: State | undefined])[],
  { sample, labels, outputOf }: Knowledge,
): PickerRoot {
  const step = sample.steps.findLast(({ state }) => before.includes(state));
  const [from = '', last] = (leading.length === 1 ? leading[0] : undefined) ?? [];
  // A task that hands on nothing else hands on its result.
  const schema = last?.Type === 'Task' && last.Output === undefined ? outputOf(last.Resource, from) : undefined;
  return {
    id: 'previous',
    label: labels.previous,
    expression: '$states.input',
    sample: step?.output,
    ...(schema === undefined ? {} : { schema }),
  };
}

/** The states that lead to one, directly or not, in the order of the document. */
function statesBefore(
  states: Readonly<Record<string, State>>,
  before: ReadonlyMap<string, readonly string[]>,
  name: string,
): readonly string[] {
  const found = new Set<string>();
  const open = [name];
  for (let target = open.pop(); target !== undefined; target = open.pop()) {
    for (const from of before.get(target) ?? []) {
      if (found.has(from)) continue;
      found.add(from);
      open.push(from);
    }
  }
  return Object.keys(states).filter((from) => found.has(from) && from !== name);
}

function predecessorsOf(states: Readonly<Record<string, State>>): ReadonlyMap<string, readonly string[]> {
  const before = new Map<string, string[]>();
  for (const [from, state] of Object.entries(states))
    for (const { target } of slotsOf(from, state)) {
      if (target === undefined) continue;
      const known = before.get(target);
      if (known === undefined) before.set(target, [from]);
      else known.push(from);
    }
  return before;
}
