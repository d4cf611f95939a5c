import type { JsonObject, State, WorkflowDocument } from '@millrace/machine';
import { slotsOf } from '../../../components/canvas/model/slot.ts';
import type { RunWithPayload, Step } from '../../../lib/contract.ts';

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

/** What the newest run of a workflow can show. */
export interface Sample {
  readonly run: RunWithPayload | undefined;
  readonly steps: readonly Step[];
}

/** Everything a state may read: its input, and the variables of the steps that lead to it. */
export function pickerRoots(
  document: WorkflowDocument,
  name: string,
  { sample, triggerLabel }: { readonly sample: Sample; readonly triggerLabel: string },
): readonly PickerRoot[] {
  const { States, StartAt } = document.machine;
  const before = statesBefore(States, name);
  const trigger: PickerRoot = {
    id: 'trigger',
    label: triggerLabel,
    expression: name === StartAt ? '$states.input' : '$states.context.Execution.Input',
    sample: sample.run?.input,
  };
  const variables = before.flatMap((from) => variablesOf(States[from]).map((variable) => ({ from, variable })));
  return [
    trigger,
    ...variables.map(({ from, variable }): PickerRoot => {
      const step = sample.steps.findLast(({ state }) => state === from);
      const assigned = (step?.assigned ?? {}) as Readonly<Record<string, unknown>>;
      return { id: `${from} ${variable}`, label: from, expression: `$${variable}`, sample: assigned[variable] };
    }),
    ...(name === StartAt ? [] : [previous(sample, before)]),
  ];
}

function previous(sample: Sample, before: readonly string[]): PickerRoot {
  const step = sample.steps.findLast(({ state }) => before.includes(state));
  return { id: 'previous', label: 'Previous output', expression: '$states.input', sample: step?.output };
}

function statesBefore(states: Readonly<Record<string, State>>, name: string): readonly string[] {
  const before = predecessorsOf(states);
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

function variablesOf(state: State | undefined): readonly string[] {
  return state !== undefined && 'Assign' in state ? Object.keys(state.Assign) : [];
}

/** A member's expression: names that are no words are quoted. */
export function memberExpression(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${parent}.${key}` : `${parent}.\`${key.replaceAll('`', '')}\``;
}
