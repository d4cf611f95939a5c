import type { JsonObject, JsonValue } from '../json.ts';
import type { ExpressionInspection, Problem, ValidationContext } from '../problem.ts';
import { isList, isObject } from './json-kinds.ts';

/** What the checks of one document share. */
export interface Checking {
  readonly context: ValidationContext;
  readonly add: (problem: Omit<Problem, 'severity'> & { readonly severity?: Problem['severity'] }) => void;
  /** Inspects each text once. */
  readonly inspect: (source: string) => ExpressionInspection;
}

/** A member when it is a list of objects, with their indexes; else nothing. */
export function objectsOf(value: JsonValue | undefined): readonly (readonly [number, JsonObject])[] {
  return isList(value) ? [...value.entries()].filter((entry): entry is [number, JsonObject] => isObject(entry[1])) : [];
}
