import type { Machine, State, WorkflowDocument } from '@millrace/machine';
import { findPlace, scopesOf } from '../../../../components/canvas/model/scope.ts';
import { slotsOf } from '../../../../components/canvas/model/slot.ts';
import { readsItem } from '../context-reads.ts';
import { freeStateName } from '../names.ts';
import { checked } from './checked.ts';
import { type Attempt, refuse } from './edit.ts';
import { removeSteps } from './remove-steps.ts';
import { withoutSkips } from './step-settings.ts';
import { leadOut, type Span, spanOf } from './span.ts';
import { lead, pointed, pointersTo, targetOf, withStates } from './ways.ts';

/** What holds the steps, and what its parts are called. */
interface Wrapping {
  readonly container: 'map' | 'parallel';
  readonly title: string;
  /** The first name of a step that ends a machine. */
  readonly endTitle: string;
}

/** Puts steps into a loop over a list, or into a branch. */
export function wrapSteps(document: WorkflowDocument, names: readonly string[], wrapping: Wrapping): Attempt {
  const span = spanOf(document, names);
  if ('refused' in span) return span;
  const name = freeStateName(document, wrapping.title);
  const outside = leadOut(document, span.waysOut, { target: undefined, endTitle: wrapping.endTitle });
  const holder = pointed(
    holderOf(wrapping, innerOf(document, outside, span)),
    { kind: 'next', state: name },
    span.exit,
  );
  const gone = new Set(span.names);
  const put = withStates(document, span.scope.path, (states) => inPlace(states, gone, [[name, holder]]));
  const led = lead(put, span.waysIn, name);
  return checked(document, { document: led, states: [name] });
}

/** The states of the span, and the one that was made to end it. */
function innerOf(before: WorkflowDocument, after: WorkflowDocument, { scope, names, entry }: Span): Machine {
  const old = scope.machine.States;
  const states = scopesOf(after).find(({ path }) => path === scope.path)?.machine.States ?? {};
  const own = Object.entries(states).filter(([name]) => names.includes(name) || !Object.hasOwn(old, name));
  return { StartAt: entry, States: Object.fromEntries(own) };
}

const holderOf = ({ container }: Wrapping, machine: Machine): State =>
  container === 'map'
    ? { Type: 'Map', Items: '{% $states.input %}', ItemProcessor: machine }
    : { Type: 'Parallel', Branches: [machine] };

/** States without some, and others where the first of those was. */
function inPlace(
  states: Machine['States'],
  gone: ReadonlySet<string>,
  others: readonly (readonly [string, State])[],
): Machine['States'] {
  let isPut = false;
  const entries = Object.entries(states).flatMap((entry): (readonly [string, State])[] => {
    if (!gone.has(entry[0])) return [entry];
    const put = isPut ? [] : others;
    isPut = true;
    return [...put];
  });
  return Object.fromEntries(entries);
}

/** Puts what a loop, or the one branch of a step, holds in its place. */
export function unwrapStep(document: WorkflowDocument, name: string): Attempt {
  const place = findPlace(document, name);
  const lanes = place === undefined ? undefined : lanesOf(place.state);
  if (place === undefined || lanes === undefined) return refuse({ kind: 'nothing' });
  const [inner, second] = lanes;
  if (second !== undefined) return refuse({ kind: 'lanes', name });
  if (inner === undefined) return checked(document, removeSteps(document, [name]));
  const reader = Object.entries(inner.States).find(([, state]) => place.state.Type === 'Map' && readsItem(state));
  if (reader !== undefined) return refuse({ kind: 'item', reader: reader[0] });
  const next = targetOf(document, { kind: 'next', state: name });
  const target = next === name ? inner.StartAt : next;
  const states = Object.entries(inner.States).map(([key, state]) => [key, goingOn(key, state, target)] as const);
  const led = lead(document, pointersTo(document, name), inner.StartAt);
  const put = withStates(led, place.scope.path, (all) => inPlace(all, new Set([name]), states));
  return checked(document, { document: withoutSkips(put, new Set([name])), states: Object.keys(inner.States) });
}

/** The machines of a step in which there is something. */
function lanesOf(state: State): readonly Machine[] | undefined {
  if (state.Type !== 'Map' && state.Type !== 'Parallel') return undefined;
  const { ItemProcessor, Branches = [] } = state as { ItemProcessor?: Partial<Machine>; Branches?: Partial<Machine>[] };
  const machines = state.Type === 'Map' ? [ItemProcessor ?? {}] : Branches;
  return machines.flatMap(({ StartAt = '', States = {} }) =>
    Object.keys(States).length === 0 ? [] : [{ StartAt, States }],
  );
}

/** A state whose ends lead on. */
function goingOn(name: string, state: State, target: string | undefined): State {
  if (target === undefined) return state;
  if (state.Type === 'Succeed') return { ...state, Type: 'Pass', Next: target };
  const isEnd = slotsOf(name, state).some((way) => way.slot.kind === 'next' && way.target === undefined);
  return isEnd ? pointed(state, { kind: 'next', state: name }, target) : state;
}
