import type { Machine, State, WorkflowDocument } from '@millrace/machine';
import { applyMocks } from './apply-mocks.ts';
import type { MachineStep, TestPlan } from './draft-test.ts';

/** Where a state is: the way to its machine, and the state itself. */
interface StatePlace {
  readonly within: readonly MachineStep[];
  readonly state: State;
}

/** Finds a state at any depth: names are unique in a document. Drafts may be of any shape. */
export function findStatePlace(machine: Machine, name: string): StatePlace | undefined {
  for (const { within, states } of machinesOf(machine, [])) {
    if (Object.hasOwn(states, name) && isObject(states[name]))
      return { within, state: states[name] as unknown as State };
  }
  return undefined;
}

/** The machine at the end of a way, or the given one where the way leads nowhere. */
export function findMachine(machine: Machine, within: readonly MachineStep[] = []): Machine {
  return within.reduce<Machine>((around, step) => innerMachine(around, step) ?? around, machine);
}

/** What a version runs: the machine of its document or, of a test, it or one inside of it, with what stands in for its steps. */
export function machineOf({
  document,
  test,
}: {
  readonly document: WorkflowDocument;
  readonly test?: Pick<TestPlan, 'within' | 'mocks'>;
}): Machine {
  if (test === undefined) return document.machine;
  return applyMocks(findMachine(document.machine, test.within), test.mocks);
}

/** The ways to the machines directly inside a state. */
export function innerSteps(name: string, state: unknown): readonly MachineStep[] {
  if (!isObject(state)) return [];
  if (state.Type === 'Map') return isObject(state.ItemProcessor) ? [{ state: name }] : [];
  if (state.Type !== 'Parallel' || !Array.isArray(state.Branches)) return [];
  return state.Branches.map((_, branch) => ({ state: name, branch }));
}

function innerMachine({ States }: Machine, { state: name, branch }: MachineStep): Machine | undefined {
  const state: unknown = isObject(States) && Object.hasOwn(States, name) ? States[name] : undefined;
  if (!isObject(state)) return undefined;
  const inner = branch === undefined ? state.ItemProcessor : (state.Branches as readonly unknown[])[branch];
  return isObject(inner) ? (inner as unknown as Machine) : undefined;
}

/** A machine, and all inside of it. */
export function* machinesOf(
  machine: Machine,
  within: readonly MachineStep[],
): Generator<{ readonly within: readonly MachineStep[]; readonly states: Readonly<Record<string, unknown>> }> {
  const states: unknown = machine.States;
  if (!isObject(states)) return;
  yield { within, states };
  for (const step of Object.entries(states).flatMap(([name, state]) => innerSteps(name, state))) {
    const inner = innerMachine(machine, step);
    if (inner !== undefined) yield* machinesOf(inner, [...within, step]);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
