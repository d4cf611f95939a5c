import type { State, WorkflowDocument } from '@millrace/machine';
import { findState, placesOf } from '../../../../components/canvas/model/scope.ts';
import { type Slot, slotsOf } from '../../../../components/canvas/model/slot.ts';
import { expressionsOf, renameVariables, mapExpressions, variableTokens } from '../expression-tokens.ts';
import { knownVariables } from '../known-variables.ts';
import { freeNameAmong, freeVariableAmong, variablesOf } from '../names.ts';
import { ownPart } from '../readers.ts';
import { withPins, withWayOut } from './add-step.ts';
import { type Attempt, refuse } from './edit.ts';
import { copySteps, type Fragment, readFragment } from './fragment.ts';
import { renameStep } from './rename-step.ts';
import { withSettings } from './step-settings.ts';
import { connect, namesOf, pointersTo, scopeOfSlot, setStep, targetOf, withStates } from './ways.ts';

/** Adds the steps of a copied text on a slot, under free names and with variables of their own. */
export function pasteSteps(document: WorkflowDocument, slot: Slot, text: string): Attempt {
  const fragment = readFragment(text);
  return fragment === undefined ? refuse({ kind: 'paste' }) : putIn(document, slot, fragment);
}

function putIn(document: WorkflowDocument, slot: Slot, fragment: Fragment): Attempt {
  const scope = scopeOfSlot(document, slot);
  if (scope === undefined) return refuse({ kind: 'nothing' });
  const own = withFreeNames(withFreeVariables(fragment.document, variablesOf(document)), new Set(namesOf(document)));
  const target = targetOf(document, slot);
  const { StartAt, States } = own.machine;
  const led = Object.entries(States).map(([name, state]): [string, State] => [name, ledOn(name, state, target)]);
  if (target !== undefined && led.every(([name, state]) => slotsOf(name, state).every((way) => way.target !== target)))
    return refuse({ kind: 'ends', name: fragment.document.machine.StartAt });
  const pins = Object.entries(fragment.connectors).map(([name, version]) => ({ name, version }));
  const added = withStates(withPins(document, pins), scope.path, (states) => ({
    ...states,
    ...Object.fromEntries(led),
  }));
  const connected = connect(added, slot, StartAt);
  return { document: withSettings(connected, own.settings ?? {}), states: Object.keys(States) };
}

/** A step whose open end leads to what follows. */
const ledOn = (name: string, state: State, target: string | undefined): State =>
  slotsOf(name, state).some((way) => isMain(way.slot) && way.target === undefined)
    ? withWayOut(name, state, target)
    : state;

const isMain = ({ kind }: Slot): boolean => kind === 'next' || kind === 'default';

function withFreeNames(fragment: WorkflowDocument, taken: ReadonlySet<string>): WorkflowDocument {
  const all = new Set([...taken, ...namesOf(fragment)]);
  return namesOf(fragment)
    .filter((name) => taken.has(name))
    .reduce((renamed, name) => {
      const free = freeNameAmong(all, name);
      all.add(free);
      return renameStep(renamed, name, free).document;
    }, fragment);
}

/** Variables that somebody else keeps get new names: where they are set, and where what was set here is read. */
function withFreeVariables(fragment: WorkflowDocument, taken: ReadonlySet<string>): WorkflowDocument {
  const own = variablesOf(fragment);
  const words = placesOf(fragment).flatMap(({ state }) => expressionsOf(ownPart(state)).flatMap(variableTokens));
  const all = new Set([...taken, ...own, ...words.map(({ name }) => name)]);
  const names = new Map<string, string>();
  for (const name of own)
    if (taken.has(name)) {
      const free = freeVariableAmong(all, name);
      all.add(free);
      names.set(name, free);
    }
  return names.size === 0 ? fragment : withVariables(fragment, names);
}

function withVariables(fragment: WorkflowDocument, names: ReadonlyMap<string, string>): WorkflowDocument {
  const { isEverSet } = knownVariables(fragment);
  return namesOf(fragment).reduce((renamed, step) => {
    // What is read before anything here has set it is what was kept before the fragment.
    const read = new Map([...names].filter(([variable]) => isEverSet(step, variable) !== false));
    const state = findState(renamed, step);
    return state === undefined ? renamed : setStep(renamed, step, withOwn(state, { read, set: names }));
  }, fragment);
}

type Names = ReadonlyMap<string, string>;

/** A state that reads and sets under other names. The machines inside of it are left to their own states. */
function withOwn(state: State, { read, set }: { readonly read: Names; readonly set: Names }): State {
  const change = (expression: string): string => renameVariables(expression, read);
  const own = withAssigns(mapExpressions(ownPart(state) as State, change), set);
  if (state.Type === 'Map') return { ...own, ItemProcessor: state.ItemProcessor } as State;
  return state.Type === 'Parallel' ? ({ ...own, Branches: state.Branches } as State) : own;
}

function withAssigns(state: State, names: Names): State {
  const of = <Holder extends { readonly Assign?: object }>(holder: Holder): Holder =>
    holder.Assign === undefined
      ? holder
      : {
          ...holder,
          Assign: Object.fromEntries(
            Object.entries(holder.Assign).map(([key, value]) => [names.get(key) ?? key, value as unknown]),
          ),
        };
  const whole = of(state as State & { readonly Assign?: object }) as State;
  if (whole.Type === 'Choice') return { ...whole, Choices: whole.Choices.map(of) };
  return 'Catch' in whole ? { ...whole, Catch: (whole.Catch ?? []).map(of) } : whole;
}

/** Whether a copy can follow a step: not one that ends the way. */
export const mayDuplicate = ({ Type }: State): boolean => Type !== 'Succeed' && Type !== 'Fail';

/** Copies steps behind themselves. A copy that has nothing behind it stands before them. */
export function duplicateSteps(document: WorkflowDocument, names: readonly string[]): Attempt {
  const text = copySteps(document, names);
  const fragment = text === undefined ? undefined : readFragment(text);
  if (fragment === undefined) return refuse({ kind: names.length === 0 ? 'nothing' : 'apart' });
  const slot = slotBehind(document, fragment);
  return slot === undefined ? refuse({ kind: 'ends', name: names[0] ?? '' }) : putIn(document, slot, fragment);
}

/** The first plain way that leads out of the copied steps, else the first one into them. */
function slotBehind(document: WorkflowDocument, { document: { machine } }: Fragment): Slot | undefined {
  const own = Object.keys(machine.States);
  const ways = own.flatMap((name) => {
    const state = findState(document, name);
    return state === undefined ? [] : slotsOf(name, state);
  });
  const out = ways.find(({ slot, target }) => slot.kind === 'next' && (target === undefined || !own.includes(target)));
  return (
    (out ?? ways.find(({ slot, target }) => slot.kind === 'default' && (target === undefined || !own.includes(target))))
      ?.slot ?? pointersTo(document, machine.StartAt)[0]
  );
}
