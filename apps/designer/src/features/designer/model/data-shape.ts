// What data looks like, from its schema and from a sample of it: looked at member by member, since both may be endless.
import type { JsonObject, JsonValue } from '@millrace/machine';
import { isList, isObject } from '../../../lib/json.ts';

/** A value as far as it is known. */
export interface DataShape {
  /** What it was in the sample. */
  readonly value?: unknown;
  readonly schema?: JsonObject | undefined;
  /** The document that the references of the schema lead into. */
  readonly document?: JsonObject | undefined;
}

/** What a value is, in the fewest words. */
export type DataType = 'text' | 'number' | 'boolean' | 'list' | 'object' | 'null' | 'unknown';

const MOST_HOPS = 20;
/** Of a list the first items tell what the others are like. */
const MOST_ITEMS_LOOKED_AT = 20;

/** A shape whose schema is a document of its own. */
export const shapeOf = (value: unknown, schema?: JsonObject): DataShape => ({ value, schema, document: schema });

/** A schema without references at its head; a circle, or one that leads nowhere, says nothing. */
function resolved(schema: JsonObject | undefined, document: JsonObject | undefined): JsonObject {
  let found: JsonValue | undefined = schema;
  for (let hop = 0; hop < MOST_HOPS && isObject(found); hop += 1) {
    const { $ref: reference, ...others } = found;
    if (typeof reference !== 'string') return found;
    const target = targetOf(reference, document);
    found = isObject(target) ? { ...target, ...others } : others;
  }
  return {};
}

function targetOf(reference: string, document: JsonObject | undefined): JsonValue | undefined {
  if (!reference.startsWith('#')) return undefined;
  let found: JsonValue | undefined = document;
  for (const part of reference.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}

const NO_PARTS: readonly JsonObject[] = [];
/** The schema with everything that its parts and alternatives may have. */
function parts({ schema, document }: DataShape, depth = 0): readonly JsonObject[] {
  if (schema === undefined) return NO_PARTS;
  const own = resolved(schema, document);
  if (depth > 3) return [own];
  const others = [own.allOf, own.anyOf, own.oneOf].flatMap((list) => (isList(list) ? list : []));
  return [own, ...others.filter(isObject).flatMap((other) => parts({ schema: other, document }, depth + 1))];
}

const TYPES: Readonly<Record<string, DataType>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  array: 'list',
  object: 'object',
  null: 'null',
};

/** What it is: as the sample has it, else as the schema says. */
export function dataTypeOf(shape: DataShape): DataType {
  const { value } = shape;
  if (value !== undefined) return typeOfValue(value);
  for (const { type, properties, items, prefixItems } of parts(shape)) {
    const [name] = (isList(type) ? type : [type]).filter((one) => one !== 'null');
    if (typeof name === 'string') return TYPES[name] ?? 'unknown';
    if (properties !== undefined) return 'object';
    if (items !== undefined || prefixItems !== undefined) return 'list';
  }
  return 'unknown';
}

function typeOfValue(value: unknown): DataType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return TYPES[typeof value] ?? 'unknown';
}

/** What a person calls it, where its schema says so. */
export const titleOf = (shape: DataShape): string | undefined =>
  parts(shape).flatMap(({ title }) => (typeof title === 'string' && title !== '' ? [title] : []))[0];

/** Whether the schema says anything about what it holds. */
export const isDescribed = (shape: DataShape): boolean =>
  parts(shape).some((schema) =>
    ['type', 'properties', 'items', 'prefixItems', 'enum', 'const'].some((name) => name in schema),
  );

/** The names of its members: those of the schema, then those that only the sample has. */
export function memberNames(shape: DataShape): readonly string[] {
  const { value } = shape;
  const declared = parts(shape).flatMap(({ properties }) => (isObject(properties) ? Object.keys(properties) : []));
  const seen = isObject(value) ? Object.keys(value) : [];
  return declared.length === 0 ? seen : [...new Set([...declared, ...seen])];
}

/** One of its members. */
export function memberOf(shape: DataShape, name: string): DataShape {
  const { value, document } = shape;
  const schema = parts(shape)
    .map(({ properties, additionalProperties }) =>
      isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : additionalProperties,
    )
    .find(isObject);
  return { value: isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined, schema, document };
}

/** What its items are like: together they show which members there may be. */
export function itemOf(shape: DataShape): DataShape {
  const { value, document } = shape;
  const schema = parts(shape)
    .map(({ items, prefixItems }) => (isObject(items) ? items : isList(prefixItems) ? prefixItems[0] : undefined))
    .find(isObject);
  return { value: isList(value) ? togetherOf(value.slice(0, MOST_ITEMS_LOOKED_AT)) : undefined, schema, document };
}

function togetherOf(items: readonly unknown[]): unknown {
  const objects = items.filter(isObject);
  if (objects.length === 0) return items.find((item) => item !== null) ?? items[0];
  const together = new Map<string, JsonValue>();
  // The first item that has a member shows it.
  for (const [name, value] of objects.flatMap(Object.entries<JsonValue>))
    if (!together.has(name)) together.set(name, value);
  return Object.fromEntries(together);
}

/** What a path of members leads to; a list on the way is gone through, as JSONata does. */
export function shapeAt(shape: DataShape, members: readonly (string | number)[]): DataShape {
  return members.reduce((current, member) => {
    if (typeof member === 'number') return itemAt(current, member);
    return memberOf(throughLists(current), member);
  }, shape);
}

function itemAt(shape: DataShape, index: number): DataShape {
  const { value } = shape;
  return { ...itemOf(shape), value: isList(value) ? value[index] : undefined };
}

const MOST_NESTED_LISTS = 5;
/** The items of lists of lists. */
export function throughLists(shape: DataShape): DataShape {
  let found = shape;
  for (let level = 0; level < MOST_NESTED_LISTS && dataTypeOf(found) === 'list'; level += 1) found = itemOf(found);
  return found;
}

const SKETCHED_LEVELS = 4;
const MOST_SKETCHED = 200;

/** A schema of its own that says what a shape looks like, as deep as a person would look. */
export function sketchOf(shape: DataShape, level = 0): JsonObject {
  const type = dataTypeOf(shape);
  const title = titleOf(shape);
  const head: JsonObject = title === undefined ? {} : { title };
  if (type === 'list' && level < SKETCHED_LEVELS)
    return { ...head, type: 'array', items: sketchOf(itemOf(shape), level + 1) };
  if (type === 'object' && level < SKETCHED_LEVELS) {
    const names = memberNames(shape).slice(0, MOST_SKETCHED);
    const members = names.map((name) => [name, sketchOf(memberOf(shape, name), level + 1)] as const);
    return { ...head, type: 'object', properties: Object.fromEntries(members) };
  }
  const name = Object.entries(TYPES).find(([, known]) => known === type)?.[0];
  return name === undefined ? head : { ...head, type: name };
}
