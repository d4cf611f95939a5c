// What a version's machine says of the runs that go through it.
import type { Machine, State, WorkflowDocument } from '@millrace/machine';
import { isAnsweredLater } from '../../../lib/task-resource.ts';

function machinesIn(state: State): readonly Machine[] {
  if (state.Type === 'Parallel') return state.Branches;
  return state.Type === 'Map' ? [state.ItemProcessor] : [];
}

/** A state by its name, at any depth: names are unique in a document. */
export function findState({ States }: Machine, name: string): State | undefined {
  if (Object.hasOwn(States, name)) return States[name];
  for (const state of Object.values(States)) {
    const found = machinesIn(state)
      .map((machine) => findState(machine, name))
      .find((inner) => inner !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

const anyState = (state: State, isMeant: (state: State) => boolean): boolean =>
  isMeant(state) ||
  machinesIn(state).some(({ States }) => Object.values(States).some((inner) => anyState(inner, isMeant)));

/** Whether a run of the document can undo anything. */
export function canCompensate({ machine }: WorkflowDocument): boolean {
  const isUndoable = (state: State): boolean => state.Type === 'Task' && state.Compensate !== undefined;
  return Object.values(machine.States).some((state) => anyState(state, isUndoable));
}

/** What a run that stands at a state waits for: an answer, a time, or perhaps either. */
export function waitsFor({ machine }: WorkflowDocument, name: string | undefined): 'answer' | 'time' | 'either' {
  const state = name === undefined ? undefined : findState(machine, name);
  if (state === undefined) return 'either';
  const isAsking = (inner: State): boolean => inner.Type === 'Task' && isAnsweredLater(inner.Resource);
  if (state.Type === 'Task') return isAsking(state) ? 'answer' : 'time';
  return anyState(state, isAsking) ? 'either' : 'time';
}
