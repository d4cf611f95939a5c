import type { State, WorkflowDocument } from '@millrace/machine';
import type { Scope } from '../../../../components/canvas/model/scope.ts';
import { type Slot, slotsOf, type Way } from '../../../../components/canvas/model/slot.ts';
import { chosenSteps } from './chosen-steps.ts';
import { type Refusal, refuse } from './edit.ts';
import { addEnd, connect, lead, pointersTo } from './ways.ts';

/** Steps of one machine with one way in and one way out, so that they can be put elsewhere as one. */
export interface Span {
  readonly scope: Scope;
  /** In reading order. */
  readonly names: readonly string[];
  /** The step that is entered. */
  readonly entry: string;
  /** What leads there from outside. */
  readonly waysIn: readonly Slot[];
  /** Where the steps lead; `undefined` when the machine ends with them. */
  readonly exit: string | undefined;
  /** What leads there, or ends the machine. */
  readonly waysOut: readonly Slot[];
}

interface SpanRules {
  /** Rules and error handlers may lead elsewhere: they will stay in their machine. */
  readonly maySideWaysLeave: boolean;
}

/** The span of chosen steps, or why they are none. */
export function spanOf(
  document: WorkflowDocument,
  chosen: readonly string[],
  rules: SpanRules = { maySideWaysLeave: false },
): Span | { readonly refused: Refusal } {
  const steps = chosenSteps(document, chosen);
  if (steps === undefined) return refuse({ kind: chosen.length === 0 ? 'nothing' : 'apart' });
  const { scope, names } = steps;
  const own = new Set(names);
  const into = entriesOf(document, names);
  const [entry = firstOf(scope, names), other] = into.entries;
  if (other !== undefined) return refuse({ kind: 'ways-in', name: other });
  const ways = names.flatMap((name) => statesWays(scope, name));
  const leaving = ways.filter(({ target, slot }) => target !== undefined && !own.has(target) && counts(slot, rules));
  const [exit, elsewhere] = [...new Set(leaving.map(({ target }) => target))];
  if (exit !== undefined && elsewhere !== undefined) return refuse({ kind: 'ways-out', name: exit, other: elsewhere });
  const end = names.find((name) => mayEnd(name, scope.machine.States[name]));
  if (exit !== undefined && end !== undefined) return refuse({ kind: 'way-ends', name: end, other: exit });
  const waysOut = ways.filter(({ slot, target }) => (exit === undefined ? isEnd(slot, target) : target === exit));
  return { scope, names, entry, waysIn: into.slots, exit, waysOut: waysOut.map(({ slot }) => slot) };
}

const statesWays = ({ machine }: Scope, name: string): readonly Way[] => {
  const state = machine.States[name];
  return state === undefined ? [] : slotsOf(name, state);
};

const isSideWay = ({ kind }: Slot): boolean => kind === 'rule' || kind === 'catch';
const counts = (slot: Slot, { maySideWaysLeave }: SpanRules): boolean => !(maySideWaysLeave && isSideWay(slot));
const isEnd = (slot: Slot, target: string | undefined): boolean => slot.kind === 'next' && target === undefined;

/** Whether a run of the machine may end well in a state. */
const mayEnd = (name: string, state: State | undefined): boolean =>
  state !== undefined &&
  (state.Type === 'Succeed' || slotsOf(name, state).some(({ slot, target }) => isEnd(slot, target)));

function entriesOf(
  document: WorkflowDocument,
  names: readonly string[],
): { readonly entries: readonly string[]; readonly slots: readonly Slot[] } {
  const own = new Set(names);
  const ways = names.flatMap((name) =>
    pointersTo(document, name)
      .filter((slot) => slot.kind === 'start' || !own.has(slot.state))
      .map((slot) => ({ name, slot })),
  );
  return { entries: [...new Set(ways.map(({ name }) => name))], slots: ways.map(({ slot }) => slot) };
}

/** The step that comes first where nothing leads to any: one that none of the others leads to. */
function firstOf(scope: Scope, names: readonly string[]): string {
  const pointedAt = new Set(names.flatMap((name) => statesWays(scope, name).map(({ target }) => target)));
  return names.find((name) => !pointedAt.has(name)) ?? names[0] ?? '';
}

/** Lets the ways out of steps lead to a place, or end their machine: a rule or a handler ends it by a step of its own. */
export function leadOut(
  document: WorkflowDocument,
  slots: readonly Slot[],
  { target, endTitle }: { readonly target: string | undefined; readonly endTitle: string },
): WorkflowDocument {
  const [plain, others] = [slots.filter(({ kind }) => kind === 'next'), slots.filter(({ kind }) => kind !== 'next')];
  const led = lead(document, plain, target);
  const [first] = others;
  if (target !== undefined || first === undefined) return lead(led, others, target);
  const { document: ended, name } = addEnd(led, first, endTitle);
  return others.reduce((edited, slot) => connect(edited, slot, name), ended);
}
