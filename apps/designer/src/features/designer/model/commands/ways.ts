// Where the pointers of a document lead. A pointer stays in its machine, at whatever depth that is.
import type { Machine, State, WorkflowDocument } from '@millrace/machine';
import {
  findPlace,
  findState,
  placesOf,
  ROOT_SCOPE,
  type Scope,
  scopesOf,
  withMachine,
} from '../../../../components/canvas/model/scope.ts';
import { type Slot, slotId, slotsOf } from '../../../../components/canvas/model/slot.ts';
import { freeStateName } from '../names.ts';

type StateSlot = Exclude<Slot, { kind: 'start' }>;

export const startOf = (scopePath: string): Slot =>
  scopePath === ROOT_SCOPE ? { kind: 'start' } : { kind: 'start', scope: scopePath };

/** The machine that a slot belongs to. */
export function scopeOfSlot(document: WorkflowDocument, slot: Slot): Scope | undefined {
  if (slot.kind !== 'start') return findPlace(document, slot.state)?.scope;
  return scopesOf(document).find(({ path }) => path === (slot.scope ?? ROOT_SCOPE));
}

/** Where a slot leads. */
export function targetOf(document: WorkflowDocument, slot: Slot): string | undefined {
  if (slot.kind === 'start') {
    const start = scopeOfSlot(document, slot)?.machine.StartAt;
    return start === '' ? undefined : start;
  }
  const state = findState(document, slot.state);
  if (state === undefined) return undefined;
  const id = slotId(slot);
  return slotsOf(slot.state, state).find((way) => slotId(way.slot) === id)?.target;
}

/** Lets a slot lead elsewhere. `undefined` opens it: a plain way then ends the machine. */
export function connect(document: WorkflowDocument, slot: Slot, target: string | undefined): WorkflowDocument {
  if (slot.kind === 'start')
    return withMachine(document, slot.scope ?? ROOT_SCOPE, (machine) => ({ ...machine, StartAt: target ?? '' }));
  const state = findState(document, slot.state);
  return state === undefined ? document : setStep(document, slot.state, pointed(state, slot, target));
}

/** A state one of whose ways leads elsewhere. */
export function pointed(state: State, slot: StateSlot, target: string | undefined): State {
  if (slot.kind === 'rule' && state.Type === 'Choice')
    return { ...state, Choices: withNext(state.Choices, slot.index, target) };
  if (slot.kind === 'default' && state.Type === 'Choice') {
    const { Default: _, ...rest } = state;
    return target === undefined ? rest : { ...rest, Default: target };
  }
  if (slot.kind === 'catch' && 'Catch' in state)
    return { ...state, Catch: withNext(state.Catch ?? [], slot.index, target) };
  if (slot.kind !== 'next') return state;
  const { Next: _next, End: _end, ...rest } = state as State & { Next?: string; End?: true };
  return (target === undefined ? { ...rest, End: true } : { ...rest, Next: target }) as State;
}

const withNext = <Rule extends { readonly Next: string }>(
  rules: readonly Rule[],
  at: number,
  target: string | undefined,
): readonly Rule[] => rules.map((rule, index) => (index === at ? { ...rule, Next: target ?? '' } : rule));

/** Every slot that leads to a step. */
export function pointersTo(document: WorkflowDocument, name: string): readonly Slot[] {
  const scope = findPlace(document, name)?.scope;
  if (scope === undefined) return [];
  const start = scope.machine.StartAt === name ? [startOf(scope.path)] : [];
  const ways = Object.entries(scope.machine.States).flatMap(([from, state]) => slotsOf(from, state));
  return [...start, ...ways.filter((way) => way.target === name).map((way) => way.slot)];
}

/** Lets several slots lead to one place. */
export function lead(document: WorkflowDocument, slots: readonly Slot[], target: string | undefined): WorkflowDocument {
  return slots.reduce((edited, slot) => connect(edited, slot, target), document);
}

/** Where a slot may lead: to the steps of its own machine, but not from a step back to itself. */
export function legalTargets(document: WorkflowDocument, slot: Slot): readonly string[] {
  const names = Object.keys(scopeOfSlot(document, slot)?.machine.States ?? {});
  return slot.kind === 'start' ? names : names.filter((name) => name !== slot.state);
}

/** Replaces one step's definition. */
export function setStep(document: WorkflowDocument, name: string, state: State): WorkflowDocument {
  const place = findPlace(document, name);
  return place === undefined
    ? document
    : withStates(document, place.scope.path, (states) => ({ ...states, [name]: state }));
}

/** Changes the states of one machine. */
export function withStates(
  document: WorkflowDocument,
  scopePath: string,
  change: (states: Machine['States']) => Machine['States'],
): WorkflowDocument {
  // A machine inside of a state may have no steps yet.
  return withMachine(document, scopePath, (machine: Partial<Machine>) => ({
    StartAt: '',
    ...machine,
    States: change(machine.States ?? {}),
  }));
}

/** The states of one machine without some of them. */
export const without = (states: Machine['States'], names: ReadonlySet<string>): Machine['States'] =>
  Object.fromEntries(Object.entries(states).filter(([name]) => !names.has(name)));

/** Adds a step that ends the machine of a slot well. Nothing leads to it yet. */
export function addEnd(
  document: WorkflowDocument,
  slot: Slot,
  title: string,
): { readonly document: WorkflowDocument; readonly name: string } {
  const name = freeStateName(document, title);
  const scope = scopeOfSlot(document, slot)?.path ?? ROOT_SCOPE;
  return { document: withStates(document, scope, (states) => ({ ...states, [name]: { Type: 'Succeed' } })), name };
}

/** The names of all states, at every depth. */
export const namesOf = (document: WorkflowDocument): readonly string[] => placesOf(document).map(({ name }) => name);
