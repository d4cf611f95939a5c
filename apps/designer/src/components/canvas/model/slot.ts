import type { ChoiceState, Machine, State, WorkflowDocument } from '@millrace/machine';
import { readMachine } from './scope.ts';

/** One pointer to a state: what an edge is, and where a step can be added. */
export type Slot =
  /** The start of a machine; without a scope, of the document's own. */
  | { readonly kind: 'start'; readonly scope?: string }
  | { readonly kind: 'next'; readonly state: string }
  | { readonly kind: 'rule'; readonly state: string; readonly index: number }
  | { readonly kind: 'default'; readonly state: string }
  | { readonly kind: 'catch'; readonly state: string; readonly index: number };

/** A slot as text, the same for the same slot. */
export function slotId(slot: Slot): string {
  if (slot.kind === 'start') return slot.scope === undefined ? 'start' : `start:${slot.scope}`;
  return 'index' in slot ? `${slot.kind}:${slot.index}:${slot.state}` : `${slot.kind}:${slot.state}`;
}

/** A way out of a state. Without a target it is an open end. */
export interface Way {
  readonly slot: Slot;
  readonly target: string | undefined;
}

/** States never change, and each reading of a document asks for the ways of all of them. */
const known = new WeakMap<State, { readonly name: string; readonly ways: readonly Way[] }>();

/** All ways out of a state, in the order of the outline. */
export function slotsOf(name: string, state: State): readonly Way[] {
  const found = known.get(state);
  if (found?.name === name) return found.ways;
  const plain = state.Type === 'Choice' ? choiceWays(name, state) : plainWays(name, state);
  const ways = [...plain, ...catchWays(name, state)];
  known.set(state, { name, ways });
  return ways;
}

const emptyToNone = (name: string | undefined): string | undefined => (name === '' ? undefined : name);

function plainWays(name: string, state: State): readonly Way[] {
  if (state.Type === 'Succeed' || state.Type === 'Fail' || state.Type === 'Choice') return [];
  return [{ slot: { kind: 'next', state: name }, target: emptyToNone(state.Next) }];
}

function choiceWays(name: string, { Choices, Default }: ChoiceState): readonly Way[] {
  const rules = Choices.map(({ Next }, index): Way => ({
    slot: { kind: 'rule', state: name, index },
    target: emptyToNone(Next),
  }));
  return [...rules, { slot: { kind: 'default', state: name }, target: emptyToNone(Default) }];
}

function catchWays(name: string, state: State): readonly Way[] {
  const catchers = 'Catch' in state ? state.Catch : [];
  return catchers.map(({ Next }, index) => ({
    slot: { kind: 'catch', state: name, index },
    target: emptyToNone(Next),
  }));
}

/** The document's own machine, as far as it can be drawn. */
export const machineOf = (document: WorkflowDocument): Machine =>
  readMachine((document as { readonly machine?: unknown }).machine);

/** The states in the order in which a person reads them: depth first from the start, then what nothing leads to. */
export function outlineOf(document: WorkflowDocument): readonly string[] {
  const { StartAt, States } = machineOf(document);
  const order = new Set<string>();
  const visit = (name: string): void => {
    const state = States[name];
    if (state === undefined || order.has(name)) return;
    order.add(name);
    for (const { target } of slotsOf(name, state)) if (target !== undefined) visit(target);
  };
  visit(StartAt);
  for (const name of Object.keys(States)) order.add(name);
  return [...order];
}
