// Who reads whose variables: what an edit may break. A machine inside of another reads the variables of that one, never the other way.
import type { State, WorkflowDocument } from '@millrace/machine';
import { findPlace, namesInside, type Place, placesOf, type Scope } from '../../../components/canvas/model/scope.ts';
import { expressionsOf, variableTokens } from './expression-tokens.ts';

/** The variables that a state sets when it succeeds, when a rule of it matches, or when an error of it is caught. */
export function variablesSetBy(state: State): readonly string[] {
  const of = (part: { readonly Assign?: object }): string[] => Object.keys(part.Assign ?? {});
  return [
    ...('Assign' in state ? of(state) : []),
    ...(state.Type === 'Choice' ? state.Choices.flatMap(of) : []),
    ...('Catch' in state ? state.Catch.flatMap(of) : []),
  ];
}

/** Everything of a state but the machines that it holds. */
export function ownPart(state: State): object {
  if (state.Type === 'Map') {
    const { ItemProcessor: _, ...own } = state;
    return own;
  }
  if (state.Type !== 'Parallel') return state;
  const { Branches: _, ...own } = state;
  return own;
}

/** States never change, and the same ones are asked about after every edit. */
const known = new WeakMap<State, ReadonlySet<string>>();

/** The names after `$` in the expressions of a state itself, its own bindings and functions among them. */
export function variablesReadBy(state: State): ReadonlySet<string> {
  const found =
    known.get(state) ??
    new Set(expressionsOf(ownPart(state)).flatMap((text) => variableTokens(text).map(({ name }) => name)));
  known.set(state, found);
  return found;
}

/** Whether an expression of a state names one of these variables. */
export function readsAny(state: State, variables: readonly string[]): boolean {
  const read = variablesReadBy(state);
  return variables.some((variable) => read.has(variable));
}

/** The steps that read what these steps keep, in the order of the document. What is inside of one goes with it. */
export function readersOf(document: WorkflowDocument, names: readonly string[]): readonly string[] {
  const own = new Set(names.flatMap((name) => [name, ...namesInside(document, name)]));
  const others = placesOf(document).filter(({ name }) => !own.has(name));
  const readers = new Set(names.flatMap((name) => readersOfOne(findPlace(document, name), others)));
  return others.flatMap(({ name }) => (readers.has(name) ? [name] : []));
}

function readersOfOne(writer: Place | undefined, others: readonly Place[]): readonly string[] {
  if (writer === undefined) return [];
  const kept = new Set(
    others.filter(({ scope }) => isAround(scope, writer.scope)).flatMap(({ state }) => variablesSetBy(state)),
  );
  const variables = variablesSetBy(writer.state).filter((variable) => !kept.has(variable));
  return others
    .filter(({ scope, state }) => isAround(writer.scope, scope) && readsAny(state, variables))
    .map(({ name }) => name);
}

/** Whether what the outer machine keeps can be read in the other: it is the same one, or inside of it. */
const isAround = (outer: Scope, { path }: Scope): boolean => path === outer.path || path.startsWith(`${outer.path}/`);
