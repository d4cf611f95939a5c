import type { State, WorkflowDocument } from '@millrace/machine';
import { type Slot, slotsOf } from '../../../../components/canvas/model/slot.ts';
import { freeStateName, freeVariable, variableFor } from '../names.ts';
import type { StepTemplate } from '../step-templates.ts';
import type { Edit } from './edit.ts';
import { connect, pointed, scopeOfSlot, targetOf, withStates } from './ways.ts';

/** Adds a step on a slot; it takes over where the slot led to. A Task keeps its result in a variable. */
export function addStep(document: WorkflowDocument, slot: Slot, template: StepTemplate): Edit {
  const scope = scopeOfSlot(document, slot);
  if (scope === undefined) return { document, states: [] };
  const name = freeStateName(document, template.title);
  const state = withWayOut(name, finish(document, name, template), targetOf(document, slot));
  const pinned = withPins(document, template.connector === undefined ? [] : [template.connector]);
  const withState = withStates(pinned, scope.path, (states) => ({ ...states, [name]: state }));
  return { document: connect(withState, slot, name), states: [name] };
}

/** A state whose main way leads on; one that has none stays as it is. */
export function withWayOut(name: string, state: State, target: string | undefined): State {
  const way = slotsOf(name, state).find(({ slot }) => slot.kind === 'next' || slot.kind === 'default')?.slot;
  return way === undefined || way.kind === 'start' ? state : pointed(state, way, target);
}

function finish(document: WorkflowDocument, name: string, { state, keepsResult }: StepTemplate): State {
  if (state.Type !== 'Task' || !keepsResult) return state;
  return { ...state, Assign: { [freeVariable(document, variableFor(name))]: '{% $states.result %}' } };
}

/** Pins connectors that are not pinned yet. */
export function withPins(
  document: WorkflowDocument,
  connectors: readonly { readonly name: string; readonly version: string }[],
): WorkflowDocument {
  const missing = connectors.filter(({ name }) => document.connectors?.[name] === undefined);
  if (missing.length === 0) return document;
  const pins = Object.fromEntries(missing.map(({ name, version }) => [name, version]));
  return { ...document, connectors: { ...document.connectors, ...pins } };
}
