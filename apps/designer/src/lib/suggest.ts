// A value that a field gets by itself while another one has a certain value: `x-ui.suggest` of a schema.
import type { JsonObject, JsonValue } from '@millrace/machine';
import { hintsOf } from './hints.ts';
import { isList, isObject, isSame } from './json.ts';

/** What is suggested, and the values of the other field with which it is. */
interface Suggestion {
  readonly field: string;
  readonly in: readonly JsonValue[];
  readonly value: JsonValue;
}

/** A field and what its schema says. */
export interface Suggested {
  readonly name: string;
  readonly schema: JsonObject;
}

function suggestionOf({ schema }: Suggested): Suggestion | undefined {
  const { suggest } = hintsOf(schema);
  if (!isObject(suggest) || typeof suggest.field !== 'string' || !isList(suggest.in)) return undefined;
  return suggest.value === undefined ? undefined : { field: suggest.field, in: suggest.in, value: suggest.value };
}

/** The values after a change, with what it suggests. What somebody wrote is left alone; what was only suggested goes again. */
export function withSuggestions(fields: readonly Suggested[], before: JsonObject, after: JsonObject): JsonObject {
  return fields.reduce((value, field) => {
    const suggestion = suggestionOf(field);
    if (suggestion === undefined || isSame(before[suggestion.field], after[suggestion.field])) return value;
    const isMeant = suggestion.in.some((wanted) => isSame(wanted, after[suggestion.field]));
    const own = value[field.name];
    if (isMeant && own === undefined) return { ...value, [field.name]: suggestion.value };
    if (isMeant || !isSame(own, suggestion.value)) return value;
    const { [field.name]: _, ...rest } = value;
    return rest;
  }, after);
}
