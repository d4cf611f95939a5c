// `allOf` as one schema where that is the same: forms and data pickers show one object, not a sum.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { entriesOf, isList, isObject } from '../json-access.ts';

const WORDS: ReadonlySet<string> = new Set(['title', 'description', 'deprecated', 'default']);

/** What fits all of the parts. Words of later parts win. */
export function mergeParts(parts: readonly JsonObject[]): JsonObject {
  const telling = parts.filter((part) => Object.keys(part).some((name) => !WORDS.has(name)));
  const words = Object.assign({}, ...parts.map(wordsOf)) as JsonObject;
  const [first, ...others] = telling;
  if (first === undefined) return words;
  const merged = others.reduce<JsonObject | undefined>(
    (whole, part) => (whole === undefined ? undefined : mergeTwo(whole, part)),
    first,
  );
  return merged === undefined ? { ...words, allOf: telling } : { ...merged, ...words };
}

const wordsOf = (part: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(part).filter(([name]) => WORDS.has(name)));

/** Undefined where only `allOf` says the same. */
function mergeTwo(left: JsonObject, right: JsonObject): JsonObject | undefined {
  // A closed object refuses what the other one names.
  if (isClosedTo(left, right) || isClosedTo(right, left)) return undefined;
  const merged: Record<string, JsonValue> = { ...left };
  for (const [name, value] of Object.entries(right)) {
    const known = left[name];
    const both = known === undefined || WORDS.has(name) ? value : mergeKeyword(name, known, value);
    if (both === undefined) return undefined;
    merged[name] = both;
  }
  return merged;
}

function isClosedTo({ additionalProperties: others, properties }: JsonObject, other: JsonObject): boolean {
  const isClosed = others !== undefined && others !== true;
  return (
    isClosed && entriesOf(other.properties).some(([name]) => !isObject(properties) || !Object.hasOwn(properties, name))
  );
}

const MERGE: Readonly<Record<string, (left: JsonValue, right: JsonValue) => JsonValue | undefined>> = {
  type: mergeTypes,
  properties: mergeProperties,
  required: (left, right) => [...new Set([...listOf(left), ...listOf(right)])],
};

function mergeKeyword(name: string, left: JsonValue, right: JsonValue): JsonValue | undefined {
  if (JSON.stringify(left) === JSON.stringify(right)) return right;
  return Object.hasOwn(MERGE, name) ? MERGE[name]?.(left, right) : undefined;
}

const listOf = (value: JsonValue): readonly JsonValue[] => (isList(value) ? value : [value]);

function mergeTypes(left: JsonValue, right: JsonValue): JsonValue | undefined {
  const others = listOf(right);
  const shared = listOf(left).filter((type) => others.includes(type));
  return shared.length > 1 ? shared : shared[0];
}

function mergeProperties(left: JsonValue, right: JsonValue): JsonValue {
  const properties = new Map<string, JsonValue>(entriesOf(left));
  for (const [name, member] of entriesOf(right)) {
    const known = properties.get(name);
    properties.set(name, isObject(known) && isObject(member) ? mergeParts([known, member]) : member);
  }
  return Object.fromEntries(properties);
}
