// Looking into a stranger's JSON: a member is one only if it is the object's own.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

/** A member of an object; undefined for all that is none. */
export function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The value at the end of these steps; undefined when there is none. */
export function valueAt(value: JsonValue | undefined, steps: readonly string[]): JsonValue | undefined {
  return steps.reduce<JsonValue | undefined>(
    (found, step) => (isList(found) ? found[Number(step)] : memberOf(found, step)),
    value,
  );
}

const NOTHING: JsonObject = {};
/** The member as an object; an empty one where it is something else. */
export function objectAt(value: JsonValue | undefined, name: string): JsonObject {
  const found = memberOf(value, name);
  return isObject(found) ? found : NOTHING;
}

/** The member as a list; an empty one where it is something else. */
export function listAt(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  const found = memberOf(value, name);
  return isList(found) ? found : [];
}

/** The member when it is a text with something in it. */
export function textAt(value: JsonValue | undefined, name: string): string | undefined {
  const found = memberOf(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** Members that can be worked with: one of this name would be lost or do harm in half of the programs that copy it. */
export function entriesOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  if (!isObject(value)) return [];
  const entries = Object.entries(value);
  return Object.hasOwn(value, '__proto__') ? entries.filter(([name]) => name !== '__proto__') : entries;
}
