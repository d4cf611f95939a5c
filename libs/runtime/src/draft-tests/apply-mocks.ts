import type { Machine, State } from '@millrace/machine';
import type { StepMock } from './draft-test.ts';

/** A container that is mocked is a task to the machine: nothing inside of it runs. */
const MOCKED_CONTAINER = 'mock:container';

/** The machine with its mocked states as tasks that need no undoing, at any depth. People are shown the document as it is. */
export function applyMocks(machine: Machine, mocks: Readonly<Record<string, StepMock>>): Machine {
  if (!isObject(machine.States)) return machine;
  const states = Object.entries(machine.States).map(
    ([name, state]) => [name, Object.hasOwn(mocks, name) ? mocked(state) : applyInside(state, mocks)] as const,
  );
  return { ...machine, States: Object.fromEntries(states) };
}

function applyInside(state: State, mocks: Readonly<Record<string, StepMock>>): State {
  // A draft may hold anything.
  if (!isObject(state)) return state;
  if (state.Type === 'Map' && isObject(state.ItemProcessor)) {
    return { ...state, ItemProcessor: { ...state.ItemProcessor, ...applyMocks(state.ItemProcessor, mocks) } };
  }
  if (state.Type !== 'Parallel' || !Array.isArray(state.Branches)) return state;
  const branches = state.Branches as readonly Machine[];
  return { ...state, Branches: branches.map((branch) => (isObject(branch) ? applyMocks(branch, mocks) : branch)) };
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** What had no effect needs no undoing. */
function mocked(state: State): State {
  if (!isObject(state)) return state;
  if (state.Type === 'Task') {
    const { Compensate: _, ...task } = state;
    return task;
  }
  if (state.Type !== 'Map' && state.Type !== 'Parallel') return state;
  const { Comment, Next, End, Assign, Output, Retry, Catch } = state;
  const members = { Comment, Next, End, Assign, Output, Retry, Catch };
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return { Type: 'Task', Resource: MOCKED_CONTAINER, ...Object.fromEntries(given) };
}
