// A schema of OpenAPI 3.0, 3.1 or Swagger 2.0 as JSON Schema 2020-12 without references: small enough for a form, and right for
// every checker. It says less than the original where it must, never more.
import { t, type JsonObject, type JsonValue } from '@millrace/connector-sdk';
import { nameOfReference, referenceOf, resolveReference } from '../document/references.ts';
import { entriesOf, isList, isObject, listAt, memberOf } from '../json-access.ts';
import { cutText } from '../texts.ts';
import { addNull } from './add-null.ts';
import { deepestFit, inwards, isCutAt, MAX_NODES, sideways, START, through, type Place } from './deepest-fit.ts';
import { nameVariants } from './name-variants.ts';
import { keepKeywords, typesOf, type Direction } from './keywords.ts';
import { mergeParts } from './merge-parts.ts';

export interface SchemaConversion {
  /** The document that references point into. */
  readonly source: JsonObject;
  readonly direction: Direction;
  /** Whether bytes have a place here: not inside of JSON. */
  readonly hasFiles?: boolean;
  readonly warn: (message: string) => void;
}
interface State extends SchemaConversion {
  readonly maxDepth: number;
}

/** Examples that documents give, by the schema that was made. */
const examples = new WeakMap<object, JsonValue>();
export const exampleOf = (schema: object): JsonValue | undefined => examples.get(schema);

interface Converted {
  readonly schema: JsonObject;
  readonly warnings: readonly string[];
}
/** By document and reference: what a service is about comes back from half of its operations. */
const known = new WeakMap<JsonObject, Map<string, Converted>>();

/** As deep as there is room for: six levels, and fewer where these would be more than 4,000 schemas. */
export function convertSchema(schema: JsonValue | undefined, { warn, ...conversion }: SchemaConversion): JsonObject {
  const { source, direction, hasFiles = false } = conversion;
  const reference = isObject(schema) && Object.keys(schema).length === 1 ? referenceOf(schema) : undefined;
  if (reference === undefined) return convertWhole(schema, { ...conversion, warn });
  const made = known.get(source) ?? new Map<string, Converted>();
  known.set(source, made);
  const key = `${direction} ${hasFiles} ${reference}`;
  const warnings: string[] = [];
  const converted = made.get(key) ?? {
    schema: convertWhole(schema, { ...conversion, warn: (message) => warnings.push(message) }),
    warnings,
  };
  made.set(key, converted);
  converted.warnings.forEach(warn);
  return converted.schema;
}

function convertWhole(schema: JsonValue | undefined, conversion: SchemaConversion): JsonObject {
  const maxDepth = deepestFit(schema, conversion.source);
  if (maxDepth > 0) return convert(schema, START, { ...conversion, maxDepth });
  conversion.warn(`A schema of more than ${MAX_NODES} fields is taken as any value.`);
  return {};
}

function convert(schema: JsonValue | undefined, place: Place, state: State): JsonObject {
  if (schema === false) return { not: {} };
  if (!isObject(schema)) return {};
  const reference = referenceOf(schema);
  if (reference !== undefined) return convertReference(schema, reference, { place, state });
  const converted = convertNode(schema, place, state);
  const example = memberOf(schema, 'example') ?? listAt(schema, 'examples')[0];
  if (example !== undefined) examples.set(converted, example);
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
  const inner = through(place, reference);
  const target = convert(value, inner, state);
  const { $ref: _, ...beside } = schema;
  if (Object.keys(beside).length === 0) return target;
  const { nullable, ...rest } = beside;
  const whole = mergeParts([target, convertNode(rest, inner, state)]);
  return nullable === true ? addNull(whole) : whole;
}

function convertNode(schema: JsonObject, place: Place, state: State): JsonObject {
  if (isBytes(schema, state)) return fileSchema(schema);
  const stated = typesOf(schema);
  const isNullable = memberOf(schema, 'nullable') === true || isNullBeside(stated, schema);
  const [only, ...others] = isNullBeside(stated, schema) ? [] : stated;
  const kept = {
    ...keepKeywords(schema, { direction: state.direction, isNested: place.depth > 1 }),
    ...(only === undefined ? {} : { type: others.length === 0 ? only : stated }),
  };
  const whole = isCutAt(place, state.maxDepth) ? kept : withParts(schema, kept, { place, state });
  return isNullable ? addNull(whole) : withConstant(whole);
}

/** What can be one thing only is told apart by it. */
function withConstant({ enum: choices, ...schema }: JsonObject): JsonObject {
  if (choices === undefined) return schema;
  return isList(choices) && choices.length === 1
    ? { ...schema, const: choices[0] ?? null }
    : { ...schema, enum: choices };
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
  const { title, description } = keepKeywords(schema, { direction: 'output', isNested: false });
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
  const distinct = withoutRepetitions(converted);
  if (distinct.some((alternative) => Object.keys(alternative).length === 0)) return {};
  return { anyOf: distinct.length === converted.length ? nameVariants(schema, given, converted) : distinct };
}

/** Objects are taken for different: comparing large ones at every level takes longer than all else. */
function withoutRepetitions(alternatives: readonly JsonObject[]): readonly JsonObject[] {
  const seen = new Set<string>();
  return alternatives.filter((alternative) => {
    if (alternative.properties !== undefined || alternative.items !== undefined) return true;
    const text = JSON.stringify(alternative);
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  });
}
