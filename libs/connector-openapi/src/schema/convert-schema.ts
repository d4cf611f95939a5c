// A schema of OpenAPI 3.0, 3.1 or Swagger 2.0 as JSON Schema 2020-12 without references: small enough for a form, and right for
// every checker. It says less than the original where it must, never more.
import { t, type JsonObject, type JsonValue } from '@millrace/connector-sdk';
import { nameOfReference, referenceOf, resolveReference } from '../document/references.ts';
import { entriesOf, isList, isObject, listAt, memberOf } from '../json-access.ts';
import { cutText } from '../texts.ts';
import { addNull } from './add-null.ts';
import { nameVariants } from './name-variants.ts';
import { keepKeywords, typesOf, type Direction } from './keywords.ts';
import { mergeParts } from './merge-parts.ts';

export const MAX_DEPTH = 6;
export const MAX_NODES = 4000;
/** Of combinations inside combinations, which no value goes deeper by. */
const MAX_NESTING = 30;

export interface SchemaConversion {
  /** The document that references point into. */
  readonly source: JsonObject;
  readonly direction: Direction;
  /** Whether bytes have a place here: not inside of JSON. */
  readonly hasFiles?: boolean;
  readonly warn: (message: string) => void;
  /** Examples that the document gives, by the schema that was made. */
  readonly examples?: WeakMap<object, JsonValue>;
}

/** Where the conversion is. */
interface Place {
  readonly depth: number;
  readonly nesting: number;
  /** References being followed: one of them again is a circle. */
  readonly open: readonly string[];
}
interface State extends SchemaConversion {
  readonly maxDepth: number;
  nodes: number;
}

class TooManyNodes extends Error {}

/** As deep as there is room for: six levels, and fewer where these would be more than 4,000 schemas. */
export function convertSchema(schema: JsonValue | undefined, conversion: SchemaConversion): JsonObject {
  const start: Place = { depth: 0, nesting: 0, open: [] };
  for (let maxDepth = MAX_DEPTH; maxDepth > 0; maxDepth -= 1) {
    try {
      return convert(schema, start, { ...conversion, maxDepth, nodes: 0 });
    } catch (cause) {
      if (!(cause instanceof TooManyNodes)) throw cause;
    }
  }
  conversion.warn(`A schema of more than ${MAX_NODES} fields is taken as any value.`);
  return {};
}

function convert(schema: JsonValue | undefined, place: Place, state: State): JsonObject {
  state.nodes += 1;
  if (state.nodes > MAX_NODES) throw new TooManyNodes();
  if (schema === false) return { not: {} };
  if (!isObject(schema)) return {};
  const reference = referenceOf(schema);
  if (reference !== undefined) return convertReference(schema, reference, { place, state });
  const converted = convertNode(schema, place, state);
  const example = memberOf(schema, 'example') ?? listAt(schema, 'examples')[0];
  if (example !== undefined) state.examples?.set(converted, example);
  return converted;
}

/** Members beside a reference count for more than 3.0 allows: documents rely on it. */
function convertReference(
  schema: JsonObject,
  reference: string,
  { place, state }: { readonly place: Place; readonly state: State },
): JsonObject {
  const { value, failure } = resolveReference(state.source, schema);
  const title = cutText(nameOfReference(reference), 100);
  if (failure !== undefined) {
    state.warn(`A schema is taken as any value: ${failure}.`);
    return title === '' ? {} : { title };
  }
  if (place.open.includes(reference)) return { type: 'object', title };
  const inner = { ...place, nesting: place.nesting + 1, open: [...place.open, reference] };
  const target = convert(value, inner, state);
  const { $ref: _, ...beside } = schema;
  if (Object.keys(beside).length === 0) return target;
  const { nullable, ...rest } = beside;
  const whole = mergeParts([target, convertNode(rest, inner, state)]);
  return nullable === true ? addNull(whole) : whole;
}

function convertNode(schema: JsonObject, place: Place, state: State): JsonObject {
  if (isBytes(schema, state)) return fileSchema(schema);
  const kept: Record<string, JsonValue> = keepKeywords(schema, state.direction);
  const stated = typesOf(schema);
  const isNullable = memberOf(schema, 'nullable') === true || isNullBeside(stated, schema);
  const types = isNullBeside(stated, schema) ? [] : stated;
  if (types.length > 0) kept.type = types.length === 1 ? (types[0] ?? '') : types;
  const isCut = place.depth >= state.maxDepth || place.nesting >= MAX_NESTING;
  const whole = isCut ? kept : withParts(schema, kept, { place, state });
  const single = kept.enum;
  // What can be one thing only is told apart by it.
  if (isList(single) && single.length === 1 && !isNullable) {
    const { enum: _, ...others } = whole;
    return { ...others, const: single[0] ?? null };
  }
  return isNullable ? addNull(whole) : whole;
}

/** "Null" beside alternatives is one more of them: nothing could be both. */
const isNullBeside = (types: readonly string[], schema: JsonObject): boolean =>
  types.length === 1 && types[0] === 'null' && ['oneOf', 'anyOf'].some((name) => memberOf(schema, name) !== undefined);

/** A schema of bytes: a file where one can be sent or received, else the text that JSON has for it. */
function isBytes(schema: JsonObject, { hasFiles = false }: State): boolean {
  if (memberOf(schema, 'type') === 'file') return true;
  if (!hasFiles) return false;
  if (memberOf(schema, 'format') === 'binary') return true;
  const media = memberOf(schema, 'contentMediaType');
  return typeof media === 'string' && memberOf(schema, 'contentEncoding') === undefined && !/json|text/.test(media);
}

function fileSchema(schema: JsonObject): JsonObject {
  const { title, description } = keepKeywords(schema, 'output');
  const words = { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
  return { ...(t.File() as unknown as JsonObject), ...words };
}

interface At {
  readonly place: Place;
  readonly state: State;
}

/** The schema with the schemas that it holds. */
function withParts(schema: JsonObject, kept: JsonObject, at: At): JsonObject {
  const own = { ...kept, ...convertMembers(schema, at), ...convertItems(schema, at) };
  const alternatives = convertAlternatives(schema, at);
  const parts = listAt(schema, 'allOf').map((part) => convert(part, sideways(at.place), at.state));
  return mergeParts([...parts, { ...own, ...alternatives }]);
}

const inwards = ({ depth, nesting, open }: Place): Place => ({ depth: depth + 1, nesting: nesting + 1, open });
const sideways = ({ depth, nesting, open }: Place): Place => ({ depth, nesting: nesting + 1, open });

function convertMembers(schema: JsonObject, { place, state }: At): JsonObject {
  const isInput = state.direction === 'input';
  const members = entriesOf(memberOf(schema, 'properties'));
  const kept = members.filter(([, member]) => !isHidden(member, state));
  const properties = kept.map(([name, member]) => [name, convert(member, inwards(place), state)] as const);
  const names = new Set(kept.map(([name]) => name));
  const hidden = new Set(members.map(([name]) => name).filter((name) => !names.has(name)));
  const required = listAt(schema, 'required').filter((name) => typeof name === 'string' && !hidden.has(name));
  const others = memberOf(schema, 'additionalProperties');
  const isOpen = others === undefined || (others === false && !isInput);
  return {
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
    ...(required.length === 0 ? {} : { required: [...new Set(required)] }),
    ...(isOpen ? {} : { additionalProperties: toSubschema(others, { place, state }) }),
  };
}

const toSubschema = (value: JsonValue, { place, state }: At): JsonValue =>
  typeof value === 'boolean' ? value : convert(value, inwards(place), state);

/** What only the service sets is not asked for; what it never tells is not promised. */
function isHidden(member: JsonValue, { direction, source }: State): boolean {
  const flag = direction === 'input' ? 'readOnly' : 'writeOnly';
  if (memberOf(member, flag) === true) return true;
  return referenceOf(member) !== undefined && memberOf(resolveReference(source, member).value, flag) === true;
}

function convertItems(schema: JsonObject, { place, state }: At): JsonObject {
  const items = memberOf(schema, 'items');
  const first = isList(items) ? items : listAt(schema, 'prefixItems');
  const prefix = first.map((item) => convert(item, inwards(place), state));
  return {
    ...(prefix.length === 0 ? {} : { prefixItems: prefix }),
    ...(isObject(items) ? { items: convert(items, inwards(place), state) } : {}),
  };
}

/**
 * `oneOf` becomes `anyOf`: descriptions rarely exclude each other as they should, and a value that fits two of them would be
 * refused although the service takes it.
 */
function convertAlternatives(schema: JsonObject, { place, state }: At): JsonObject {
  const given = [...listAt(schema, 'oneOf'), ...listAt(schema, 'anyOf')];
  if (given.length === 0) return {};
  const converted = given.map((alternative) => convert(alternative, sideways(place), state));
  const known = new Map(converted.map((alternative) => [JSON.stringify(alternative), alternative]));
  const distinct = [...known.values()];
  if (distinct.some((alternative) => Object.keys(alternative).length === 0)) return {};
  return { anyOf: distinct.length === converted.length ? nameVariants(schema, given, converted) : distinct };
}
