// Where data goes, and where it comes from: which steps read which parts of what others keep.
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { findState, placesOf } from '../../../components/canvas/model/scope.ts';
import { expressionOf } from './field-mode.ts';
import { type DataPath, readsOf } from './jsonata-path.ts';
import { ownPart, variablesSetBy } from './readers.ts';
import { placeholdersOf, textTemplateOf } from './text-template.ts';

/** A part of what a step keeps, and the steps that read it. */
export interface PartReaders {
  readonly variable: string;
  /** The names that lead to it; none for the whole. */
  readonly names: readonly string[];
  readonly readers: readonly string[];
}

/** A step whose data another one reads, and which parts of it. */
export interface Source {
  readonly step: string;
  readonly parts: readonly (readonly string[])[];
}

/** The parts of what a step keeps that others read, in the order in which they are read first. */
export function readersByPart(document: WorkflowDocument, name: string): readonly PartReaders[] {
  const state = findState(document, name);
  const own = new Set(state === undefined ? [] : variablesSetBy(state));
  const found = new Map<string, { readonly path: DataPath; readonly readers: Set<string> }>();
  for (const place of placesOf(document)) {
    if (place.name === name) continue;
    for (const path of readsOfState(place.state)) {
      if (!own.has(path.variable)) continue;
      const key = JSON.stringify([path.variable, ...namesOf(path)]);
      const part = found.get(key) ?? { path, readers: new Set<string>() };
      part.readers.add(place.name);
      found.set(key, part);
    }
  }
  return [...found.values()].map(({ path, readers }) => ({
    variable: path.variable,
    names: namesOf(path),
    readers: [...readers],
  }));
}

/** The steps that keep what a step reads. */
export function sourcesOf(document: WorkflowDocument, name: string): readonly Source[] {
  const state = findState(document, name);
  if (state === undefined) return [];
  const keepers = new Map(
    placesOf(document).flatMap((place) =>
      variablesSetBy(place.state).map((variable) => [variable, place.name] as const),
    ),
  );
  const found = new Map<string, Map<string, readonly string[]>>();
  for (const path of readsOfState(state)) {
    const step = keepers.get(path.variable);
    if (step === undefined || step === name) continue;
    const parts = found.get(step) ?? new Map<string, readonly string[]>();
    parts.set(namesOf(path).join('\n'), namesOf(path));
    found.set(step, parts);
  }
  return [...found].map(([step, parts]) => ({ step, parts: [...parts.values()] }));
}

const namesOf = ({ members }: DataPath): readonly string[] => members.filter((member) => typeof member === 'string');

/** States never change, and the same ones are asked about after every edit. */
const known = new WeakMap<object, readonly DataPath[]>();

function readsOfState(state: Parameters<typeof ownPart>[0]): readonly DataPath[] {
  const found = known.get(state) ?? readsOfValue(ownPart(state) as JsonValue);
  known.set(state, found);
  return found;
}

function readsOfValue(value: JsonValue | undefined): readonly DataPath[] {
  if (typeof value === 'object' && value !== null)
    return Object.values(value).flatMap((member) => readsOfValue(member));
  const source = expressionOf(value);
  if (source === undefined) return [];
  const template = textTemplateOf(value);
  if (template === undefined) return readsOf(source);
  const filled = placeholdersOf(template).map(({ expression }) => expression);
  // What stands in loops and conditions is read by the context as a whole.
  return filled.every((expression) => expression !== undefined) && filled.length > 0
    ? filled.flatMap((expression) => readsOf(expression))
    : readsOf(template.context);
}
