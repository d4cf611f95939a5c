// What a step was given, or would be given now: by what is kept for the steps before it, else by what a run gave.
import type { ChoiceState, State } from '@millrace/machine';
import { type Slot, slotsOf } from '../../../components/canvas/model/slot.ts';
import { findPlace, type Place } from '../../../components/canvas/model/scope.ts';
import { itemOfLoop } from './loop-roots.ts';
import type { Looking } from './picker-root.ts';
import type { SampleStep } from './sample-source.ts';
import { waysInto } from './states-before.ts';

/** A value, and whether a person keeps it: then it stands before whatever a run gave. */
interface Given {
  readonly value: unknown;
  readonly isHeld: boolean;
}
const NOTHING: Given = { value: undefined, isHeld: false };

/** What a step reads as `$states.input`; `undefined` where only a run can tell. */
export const sampleOfInput = (name: string, looking: Looking): unknown => inputOf(name, looking, new Set()).value;

/** `passed`: the steps that were asked on the way. One that is asked again says nothing new. */
function inputOf(name: string, looking: Looking, passed: ReadonlySet<string>): Given {
  if (passed.has(name)) return NOTHING;
  const place = findPlace(looking.document, name);
  const derived = place === undefined ? NOTHING : derivedInput(place, looking, new Set([...passed, name]));
  if (derived.isHeld) return derived;
  const own = lastVisit(name, looking)?.input;
  return own === undefined ? derived : { value: own, isHeld: false };
}

const lastVisit = (name: string, { known }: Looking): SampleStep | undefined =>
  known.sample.steps.findLast(({ state }) => state === name);

function derivedInput(place: Place, looking: Looking, passed: ReadonlySet<string>): Given {
  const { name, scope } = place;
  if (scope.machine.StartAt === name) return startInput(place, looking, passed);
  const ways = waysInto(scope.machine.States, name);
  const from =
    ways.length > 1 ? looking.known.sample.steps.findLast(({ state }) => ways.includes(state))?.state : ways[0];
  return from === undefined ? NOTHING : handedOn({ from, to: name }, looking, passed);
}

/** The first step of a machine gets what the machine is given. */
function startInput({ scope }: Place, looking: Looking, passed: ReadonlySet<string>): Given {
  if (scope.owner === undefined) return { value: looking.known.sample.input, isHeld: false };
  const owner = findPlace(looking.document, scope.owner.state);
  if (owner?.state.Type === 'Parallel')
    return owner.state.Arguments === undefined ? inputOf(owner.name, looking, passed) : NOTHING;
  if (owner?.state.Type !== 'Map' || owner.state.ItemSelector !== undefined) return NOTHING;
  return { value: itemOfLoop(owner, looking)?.value, isHeld: false };
}

/** Where two steps follow each other. */
interface Passage {
  readonly from: string;
  readonly to: string;
}

function handedOn({ from, to }: Passage, looking: Looking, passed: ReadonlySet<string>): Given {
  const place = findPlace(looking.document, from);
  if (place === undefined) return NOTHING;
  const { state } = place;
  const visit = lastVisit(from, looking);
  const slots = slotsOf(from, state).flatMap(({ slot, target }) => (target === to ? [slot] : []));
  if (state.Type === 'Choice') {
    if (slots.every((slot) => leavesAsIs(state, slot))) return inputOf(from, looking, passed);
    return { value: visit?.next === to ? visit.output : undefined, isHeld: false };
  }
  const isNext = slots.some(({ kind }) => kind === 'next');
  const chosen = isNext ? handedToNext(place, looking, passed) : NOTHING;
  if (chosen.isHeld) return chosen;
  // What a catcher hands on is no result, nor the other way round.
  const isSameWay = slots.some(({ kind }) => (kind === 'catch') === (visit?.error !== undefined));
  return isSameWay && visit?.output !== undefined ? { value: visit.output, isHeld: false } : chosen;
}

const leavesAsIs = (state: ChoiceState, slot: Slot): boolean =>
  (slot.kind === 'rule' ? state.Choices[slot.index] : state)?.Output === undefined;

/** What a step that has not failed hands on, as far as it can be told without a run. */
function handedToNext({ name, state }: Place, looking: Looking, passed: ReadonlySet<string>): Given {
  if (handsInputOn(name, state, looking)) return inputOf(name, looking, passed);
  const held = looking.known.sample.held[name]?.output;
  return held !== undefined && isHoldable(state) && state.Output === undefined
    ? { value: held, isHeld: true }
    : NOTHING;
}

type Holdable = Extract<State, { Type: 'Task' | 'Map' | 'Parallel' }>;
const isHoldable = (state: State): state is Holdable =>
  state.Type === 'Task' || state.Type === 'Map' || state.Type === 'Parallel';

/** Whether a step leaves what it is given as it is: it is switched off, or makes nothing of it. */
function handsInputOn(name: string, state: State, { document }: Looking): boolean {
  if (document.settings?.skip?.includes(name) === true) return true;
  return (state.Type === 'Pass' || state.Type === 'Wait') && state.Output === undefined;
}
