import type { State, WorkflowDocument } from '@millrace/machine';
import { findState, type Place, placesOf } from '../../../../components/canvas/model/scope.ts';
import { nameOfPart } from '../../../../lib/json.ts';
import { readsExecutionInput, readsItem } from '../context-reads.ts';
import { expressionsOf, variableTokens } from '../expression-tokens.ts';
import { type KnownVariables, knownVariables } from '../known-variables.ts';
import { freeVariableAmong, variablesOf } from '../names.ts';
import { variablesReadBy, variablesSetBy } from '../readers.ts';
import { type Refusal, refuse } from './edit.ts';
import type { Span } from './span.ts';

/** What goes in and out of the steps. */
export interface Traffic {
  /** Of the span, at every depth. */
  readonly places: readonly Place[];
  /** The first step reads what the step before gave. */
  readonly takesInput: boolean;
  readonly variablesIn: readonly string[];
  readonly variablesOut: readonly string[];
  /** Where what the run was started with goes, when that is read. */
  readonly executionInput: string | undefined;
}

/** What a span of steps is given, and what it gives; or why that cannot be told. */
export function trafficOf(document: WorkflowDocument, span: Span): Traffic | { readonly refused: Refusal } {
  const own = new Set(span.names);
  const start = `${span.scope.path}/States/`;
  const within = (place: Place): boolean =>
    place.scope.path === span.scope.path
      ? own.has(place.name)
      : place.scope.path.startsWith(start) && own.has(topOf(place, span));
  const all = placesOf(document);
  const places = all.filter(within);
  const reader = span.names.find((name) => readsItem(stateIn(document, name)));
  if (reader !== undefined) return refuse({ kind: 'item', reader });
  const outside = new Set(all.filter((place) => !within(place)).flatMap(({ state }) => [...variablesReadBy(state)]));
  const set = span.names.flatMap((name) => variablesSetBy(stateIn(document, name)));
  const variablesOut = [...new Set(set)].filter((variable) => outside.has(variable) && span.exit !== undefined);
  const read = new Set(places.flatMap(({ state }) => [...variablesReadBy(state)]));
  const known = knownVariables(document);
  const variablesIn = [...variablesOf(document)].filter(
    (variable) =>
      (read.has(variable) || variablesOut.includes(variable)) && known.isEverSet(span.entry, variable) === true,
  );
  const unsure = unsureOf(known, span, { variablesIn, variablesOut });
  if (unsure !== undefined) return refuse({ kind: 'maybe', variable: unsure });
  const texts = places.flatMap(({ state }) => expressionsOf(state));
  const words = new Set([...variablesOf(document), ...texts.flatMap(variableTokens).map(({ name }) => name)]);
  return {
    places,
    takesInput: takesInput(document, span.entry),
    variablesIn,
    variablesOut,
    executionInput: texts.some(readsExecutionInput) ? freeVariableAmong(words, 'trigger') : undefined,
  };
}

/** A step that is known to be there. */
export const stateIn = (document: WorkflowDocument, name: string): State =>
  findState(document, name) ?? { Type: 'Succeed' };

/** The state of the span's machine that holds a place. */
function topOf(place: Place, { scope }: Span): string {
  return nameOfPart(place.scope.path.slice(`${scope.path}/States/`.length).split('/')[0] ?? '');
}

/** A variable that is set on some ways only: it can be neither given nor taken for sure. */
function unsureOf(
  known: KnownVariables,
  { entry, exit }: Span,
  { variablesIn, variablesOut }: Pick<Traffic, 'variablesIn' | 'variablesOut'>,
): string | undefined {
  return (
    variablesIn.find((variable) => known.isAlwaysSet(entry, variable) === false) ??
    variablesOut.find((variable) => exit !== undefined && known.isAlwaysSet(exit, variable) === false)
  );
}

/** A Task with arguments of its own, none of which is the input, is the one step that does without. */
function takesInput(document: WorkflowDocument, name: string): boolean {
  const state = stateIn(document, name);
  if (state.Type !== 'Task' || state.Arguments === undefined) return true;
  // A step that is skipped hands its input on.
  if (document.settings?.skip?.includes(name) === true) return true;
  const wholeOrInput = /\$states(?!\s*\.)|\$states\s*\.\s*input\b/;
  return expressionsOf(state).some((text) => wholeOrInput.test(text));
}
