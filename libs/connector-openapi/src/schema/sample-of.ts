// An output as it could be: what the data picker shows before anything has run.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { isList, isObject, listAt, memberOf, objectAt } from '../json-access.ts';
import { findMisfit } from './check-value.ts';
import { exampleOf } from './convert-schema.ts';

const MAX_CHARACTERS = 8000;
const MAX_VALUES = 150;
const MAX_TEXT_CHARACTERS = 10_000;

/** A value that fits the schema: the document's own example, else one made of its parts' examples. */
export function sampleOf(schema: JsonObject, example?: JsonValue): JsonValue {
  const given = example ?? exampleOf(schema);
  if (given !== undefined && isUsable(schema, given)) return given;
  const whole = make(schema, { left: MAX_VALUES });
  return isUsable(schema, whole) ? whole : make(schema, { left: 0 });
}

const isUsable = (schema: JsonObject, value: JsonValue): boolean =>
  findMisfit(schema, value) === undefined && JSON.stringify(value).length <= MAX_CHARACTERS && !hidesPrototype(value);

const hidesPrototype = (value: JsonValue): boolean => JSON.stringify(value).includes('"__proto__"');

interface Making {
  /** Values that may still be added beside those that must be there. */
  left: number;
}

function make(schema: JsonValue | undefined, making: Making): JsonValue {
  if (!isObject(schema)) return null;
  making.left -= 1;
  const ready = [exampleOf(schema), schema.const, listAt(schema, 'enum')[0], schema.default];
  const found = ready.find((value) => value !== undefined && isUsable(schema, value));
  if (found !== undefined) return found;
  const [part] = [...listAt(schema, 'anyOf'), ...listAt(schema, 'oneOf')];
  if (part !== undefined && schema.properties === undefined) return make(part, making);
  return makeOfType(schema, part, making);
}

function makeOfType(schema: JsonObject, part: JsonValue | undefined, making: Making): JsonValue {
  const whole = listAt(schema, 'allOf');
  const { type } = schema;
  const named = type ?? whole.map((one) => (isObject(one) ? one.type : undefined)).find((one) => one !== undefined);
  const first = isList(named) ? (named.find((name) => name !== 'null') ?? 'null') : named;
  if (first === undefined && whole.length === 0) return null;
  const kind = typeof first === 'string' ? first : 'object';
  if (kind !== 'object') {
    const made = MAKERS[kind]?.(Object.assign({}, ...whole, schema) as JsonObject, making) ?? null;
    return [made, ...whole.map((one) => make(one, making))].find((value) => isUsable(schema, value)) ?? made;
  }
  const parts = [...whole, ...(part === undefined ? [] : [part])].map((one) => make(one, making)).filter(isObject);
  return Object.assign({}, ...parts, makeObject(schema, making)) as JsonObject;
}

const MAKERS: Readonly<Record<string, (schema: JsonObject, making: Making) => JsonValue>> = {
  string: makeText,
  number: makeNumber,
  integer: (schema) => Math.ceil(makeNumber(schema)),
  boolean: () => true,
  null: () => null,
  array: (schema, making) => {
    const first = listAt(schema, 'prefixItems').map((item) => make(item, making));
    const { items, minItems } = schema;
    const least = typeof minItems === 'number' ? Math.min(minItems, MAX_VALUES) : 0;
    const wanted = Math.max(least, first.length > 0 || making.left <= 0 ? first.length : 1);
    const rest = Array.from({ length: wanted - first.length }, () => make(items, making));
    return schema.maxItems === 0 ? [] : [...first, ...rest];
  },
};

function makeObject(schema: JsonObject, making: Making): JsonObject {
  const required = new Set(listAt(schema, 'required'));
  const entries: (readonly [string, JsonValue])[] = [];
  for (const [name, member] of Object.entries(objectAt(schema, 'properties'))) {
    if (making.left <= 0 && !required.has(name)) continue;
    const value = make(member, making);
    if (required.has(name) || findMisfit(member, value) === undefined) entries.push([name, value]);
  }
  for (const name of required) {
    const isNew = typeof name === 'string' && memberOf(schema.properties, name) === undefined;
    if (isNew) entries.push([name, make(schema.additionalProperties, making)]);
  }
  return Object.fromEntries(entries);
}

const TEXTS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T09:30:00Z',
  date: '2026-01-01',
  time: '09:30:00Z',
  duration: 'P1D',
  email: 'name@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '::1',
  uri: 'https://example.com',
  'uri-reference': '/path',
  uuid: '00000000-0000-4000-8000-000000000000',
  byte: 'AAAA',
};

function makeText({ format, minLength, maxLength, properties, pattern }: JsonObject): string {
  if (pattern === '^sha256:' && properties === undefined) return `sha256:${'0'.repeat(64)}`;
  const known = typeof format === 'string' && Object.hasOwn(TEXTS, format) ? TEXTS[format] : undefined;
  if (known !== undefined) return known;
  const least = typeof minLength === 'number' ? Math.min(minLength, MAX_TEXT_CHARACTERS) : 0;
  const most = typeof maxLength === 'number' ? maxLength : MAX_TEXT_CHARACTERS;
  return 'text'.padEnd(least, 'x').slice(0, most);
}

function makeNumber({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonObject): number {
  const lower =
    typeof minimum === 'number' ? minimum : typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : undefined;
  const upper =
    typeof maximum === 'number' ? maximum : typeof exclusiveMaximum === 'number' ? exclusiveMaximum - 1 : undefined;
  if (lower !== undefined && lower > 1) return lower;
  if (upper !== undefined && upper < 1) return upper;
  return 1;
}
