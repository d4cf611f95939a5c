// The only writers of a document: pure functions from one document to the next.
import type { State, Trigger, WorkflowDocument } from '@millrace/machine';
import { type Slot, slotsOf } from '../../../components/canvas/model/slot.ts';
import { freeAssign, freeStateName, freeVariable, variableFor } from './names.ts';
import type { StepTemplate } from './step-templates.ts';

/** A document after an edit, and the step that the edit is about. */
export interface Edit {
  readonly document: WorkflowDocument;
  readonly state: string | undefined;
}

type States = Readonly<Record<string, State>>;

const withStates = (
  document: WorkflowDocument,
  states: States,
  startAt = document.machine.StartAt,
): WorkflowDocument => ({
  ...document,
  machine: { ...document.machine, StartAt: startAt, States: states },
});

const stateOf = (document: WorkflowDocument, name: string): State | undefined =>
  Object.hasOwn(document.machine.States, name) ? document.machine.States[name] : undefined;

/** Where a slot leads. */
function targetOf(document: WorkflowDocument, slot: Slot): string | undefined {
  if (slot.kind === 'start') return document.machine.StartAt === '' ? undefined : document.machine.StartAt;
  const state = stateOf(document, slot.state);
  if (state === undefined) return undefined;
  return slotsOf(slot.state, state).find(
    (way) =>
      way.slot.kind === slot.kind && (!('index' in slot) || !('index' in way.slot) || way.slot.index === slot.index),
  )?.target;
}

/** Lets a slot lead elsewhere. `undefined` opens it: a plain way then ends the run. */
export function connect(document: WorkflowDocument, slot: Slot, target: string | undefined): WorkflowDocument {
  if (slot.kind === 'start') return withStates(document, document.machine.States, target ?? '');
  const state = stateOf(document, slot.state);
  if (state === undefined) return document;
  return withStates(document, { ...document.machine.States, [slot.state]: pointed(state, slot, target) });
}

function pointed(state: State, slot: Exclude<Slot, { kind: 'start' }>, target: string | undefined): State {
  if (slot.kind === 'rule' && state.Type === 'Choice') {
    return {
      ...state,
      Choices: state.Choices.map((rule, index) => (index === slot.index ? { ...rule, Next: target ?? '' } : rule)),
    };
  }
  if (slot.kind === 'default' && state.Type === 'Choice') {
    const { Default: _, ...rest } = state;
    return target === undefined ? rest : { ...rest, Default: target };
  }
  if (slot.kind === 'catch' && 'Catch' in state) {
    return {
      ...state,
      Catch: (state.Catch ?? []).map((catcher, index) =>
        index === slot.index ? { ...catcher, Next: target ?? '' } : catcher,
      ),
    };
  }
  const { Next: _next, End: _end, ...rest } = state as State & { Next?: string; End?: true };
  return (target === undefined ? { ...rest, End: true } : { ...rest, Next: target }) as State;
}

/** Adds a step on a slot; it takes over where the slot led to. A Task keeps its result in a variable. */
export function addStep(document: WorkflowDocument, slot: Slot, template: StepTemplate): Edit {
  const name = freeStateName(document, template.title);
  const target = targetOf(document, slot);
  const made = finish(document, name, template);
  const hasWay = slotsOf(name, made).some((way) => way.slot.kind === 'next');
  const wayOut: Slot = made.Type === 'Choice' ? { kind: 'default', state: name } : { kind: 'next', state: name };
  const state = hasWay || made.Type === 'Choice' ? pointed(made, wayOut, target) : made;
  const pinned = withPin(document, template);
  const withState = withStates(pinned, { ...pinned.machine.States, [name]: state });
  return { document: connect(withState, slot, name), state: name };
}

function finish(document: WorkflowDocument, name: string, { state, keepsResult }: StepTemplate): State {
  if (state.Type !== 'Task' || !keepsResult) return state;
  return { ...state, Assign: { [freeVariable(document, variableFor(name))]: '{% $states.result %}' } };
}

function withPin(document: WorkflowDocument, { connector }: StepTemplate): WorkflowDocument {
  if (connector === undefined || document.connectors?.[connector.name] !== undefined) return document;
  return { ...document, connectors: { ...document.connectors, [connector.name]: connector.version } };
}

/** Removes a step; whatever led to it leads to where it led. */
export function removeStep(document: WorkflowDocument, name: string): Edit {
  const state = stateOf(document, name);
  if (state === undefined) return { document, state: undefined };
  const ways = slotsOf(name, state);
  const heir = (ways.find((way) => way.slot.kind === 'next' || way.slot.kind === 'default') ?? ways[0])?.target;
  const before = pointersTo(document, name);
  const healed = lead(document, before, heir === name ? undefined : heir);
  const { [name]: _removed, ...states } = healed.machine.States;
  const first = before.find((slot) => slot.kind !== 'start' && slot.state !== name);
  return {
    document: withSkips(withStates(healed, states), (skip) => skip.filter((entry) => entry !== name)),
    state: first !== undefined && 'state' in first ? first.state : undefined,
  };
}

/** Every slot that leads to a step. */
export function pointersTo(document: WorkflowDocument, name: string): readonly Slot[] {
  const start: Slot[] = document.machine.StartAt === name ? [{ kind: 'start' }] : [];
  const ways = Object.entries(document.machine.States).flatMap(([from, state]) => slotsOf(from, state));
  return [...start, ...ways.filter((way) => way.target === name).map((way) => way.slot)];
}

/** Lets several slots lead to one place. */
export function lead(document: WorkflowDocument, slots: readonly Slot[], target: string | undefined): WorkflowDocument {
  return slots.reduce((edited, slot) => connect(edited, slot, target), document);
}

/** Why a step cannot be called so; `undefined` when it can. */
export function refuseName(document: WorkflowDocument, name: string, wanted: string): 'empty' | 'taken' | undefined {
  const to = wanted.trim();
  if (to === '') return 'empty';
  return to !== name && stateOf(document, to) !== undefined ? 'taken' : undefined;
}

const MAX_NAME_CHARACTERS = 80;

/** Renames a step and every pointer to it; its variable keeps its name, so no expression changes. */
export function renameStep(document: WorkflowDocument, name: string, wanted: string): Edit {
  const to = wanted.trim().slice(0, MAX_NAME_CHARACTERS);
  if (to === name || refuseName(document, name, to) !== undefined || stateOf(document, name) === undefined)
    return { document, state: name };
  const pointed = lead(document, pointersTo(document, name), to);
  const states = Object.entries(pointed.machine.States).map(
    ([key, state]) => [key === name ? to : key, state] as const,
  );
  const renamed = withStates(pointed, Object.fromEntries(states));
  return {
    document: withSkips(renamed, (skip) => skip.map((entry) => (entry === name ? to : entry))),
    state: to,
  };
}

function withSkips(
  document: WorkflowDocument,
  change: (skip: readonly string[]) => readonly string[],
): WorkflowDocument {
  const skip = document.settings?.skip;
  return skip === undefined ? document : { ...document, settings: { ...document.settings, skip: change(skip) } };
}

/** Replaces one step's definition. */
export function setStep(document: WorkflowDocument, name: string, state: State): WorkflowDocument {
  return withStates(document, { ...document.machine.States, [name]: state });
}

/** Copies a step behind itself, under a free name; what it keeps goes into variables of its own. */
export function duplicateStep(document: WorkflowDocument, name: string): Edit {
  const state = stateOf(document, name);
  if (state === undefined || !mayDuplicate(state)) return { document, state: name };
  return addStep(
    document,
    { kind: 'next', state: name },
    { title: name, state: withOwnVariables(document, state), keepsResult: false },
  );
}

/** Whether a copy can follow a step: not one that ends the way or parts it. */
export const mayDuplicate = ({ Type }: State): boolean => Type !== 'Choice' && Type !== 'Succeed' && Type !== 'Fail';

/** A copy of a step that overwrites nothing that another step keeps. */
export function withOwnVariables(document: WorkflowDocument, state: State): State {
  return 'Assign' in state ? { ...state, Assign: freeAssign(document, state.Assign) } : state;
}

/** Lets a step pass its input through, or run again. */
export function setSkipped(document: WorkflowDocument, name: string, isSkipped: boolean): WorkflowDocument {
  const others = (document.settings?.skip ?? []).filter((entry) => entry !== name);
  return { ...document, settings: { ...document.settings, skip: isSkipped ? [...others, name] : others } };
}

/** Replaces one trigger's definition. */
export function setTrigger(document: WorkflowDocument, id: string, trigger: Trigger): WorkflowDocument {
  return { ...document, triggers: { ...document.triggers, [id]: trigger } };
}
