// A value that a schema allows, for the first test of what nothing has ever called.
import type { JsonObject, JsonValue } from '@millrace/machine';
import { isList, isObject, nameOfPart } from '../../../../lib/json.ts';

/** Schemas may contain themselves: below this, only what is required is filled in, and below twice of it nothing. */
const FULL_DEPTH = 4;

/** Text by format, as JSON Schema names it. */
const TEXTS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T12:00:00Z',
  date: '2026-01-31',
  time: '12:00:00Z',
  duration: 'PT1H',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  'uri-reference': '/orders/1',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
};

/** A value that fits a JSON Schema: its own examples first, else the least that is allowed. */
export function sampleFromSchema(schema: JsonObject): JsonValue {
  return valueOf(schema, { root: schema, depth: 0 });
}

interface Around {
  readonly root: JsonObject;
  readonly depth: number;
}

function valueOf(given: JsonValue | undefined, around: Around): JsonValue {
  const schema = isObject(given) ? resolved(given, around.root) : {};
  const stated = statedValue(schema);
  if (stated !== undefined) return stated;
  const chosen = firstOf(schema.oneOf) ?? firstOf(schema.anyOf);
  if (chosen !== undefined) return valueOf(withOwn(schema, chosen), deeper(around));
  if (isList(schema.allOf)) return valueOf(schema.allOf.filter(isObject).reduce(withOwn, schema), deeper(around));
  return typedValue(schema, around);
}

const deeper = ({ root, depth }: Around): Around => ({ root, depth: depth + 1 });
const firstOf = (value: JsonValue | undefined): JsonObject | undefined =>
  isList(value) ? value.find(isObject) : undefined;

/** Two schemas of one value as one: members of both, and what both require. */
function withOwn({ oneOf: _one, anyOf: _any, allOf: _all, ...own }: JsonObject, other: JsonObject): JsonObject {
  const requiredOf = (schema: JsonObject): readonly JsonValue[] => (isList(schema.required) ? schema.required : []);
  const membersOf = (schema: JsonObject): JsonObject => (isObject(schema.properties) ? schema.properties : {});
  return {
    ...own,
    ...other,
    properties: { ...membersOf(own), ...membersOf(other) },
    required: [...requiredOf(own), ...requiredOf(other)],
  };
}

function resolved(schema: JsonObject, root: JsonObject): JsonObject {
  const reference = schema.$ref;
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return schema;
  const parts = reference.slice(2).split('/');
  const target = parts.reduce<JsonValue | undefined>((value, part) => {
    const name = nameOfPart(decodeURIComponent(part));
    return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }, root);
  if (!isObject(target) || typeof target.$ref === 'string') return {};
  const { $ref: _, ...own } = schema;
  return { ...target, ...own };
}

/** What the schema itself gives as a value. */
function statedValue({
  const: only,
  examples,
  example,
  default: usual,
  enum: allowed,
}: JsonObject): JsonValue | undefined {
  if (only !== undefined) return only;
  if (isList(examples) && examples[0] !== undefined) return examples[0];
  if (example !== undefined) return example;
  if (usual !== undefined) return usual;
  return isList(allowed) ? allowed[0] : undefined;
}

function typedValue(schema: JsonObject, around: Around): JsonValue {
  const stated = isList(schema.type) ? schema.type.find((name) => name !== 'null') : schema.type;
  const type = typeof stated === 'string' ? stated : (guessedType(schema) ?? 'null');
  switch (type) {
    case 'object':
      return objectOf(schema, around);
    case 'array':
      return listOf(schema, around);
    case 'integer':
      return Math.ceil(numberOf(schema));
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return true;
    case 'string':
      return textOf(schema);
    default:
      return null;
  }
}

function guessedType({ properties, items, format, minLength, minimum }: JsonObject): string | undefined {
  if (properties !== undefined) return 'object';
  if (items !== undefined) return 'array';
  if (format !== undefined || minLength !== undefined) return 'string';
  return minimum === undefined ? undefined : 'number';
}

function objectOf(schema: JsonObject, around: Around): JsonObject {
  if (around.depth > FULL_DEPTH * 2) return {};
  const required = new Set(isList(schema.required) ? schema.required : []);
  const members = Object.entries(isObject(schema.properties) ? schema.properties : {});
  const wanted = members.filter(([name]) => around.depth < FULL_DEPTH || required.has(name));
  return Object.fromEntries(wanted.map(([name, member]) => [name, valueOf(member, deeper(around))]));
}

function listOf(schema: JsonObject, around: Around): JsonValue {
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
  const count = Math.max(least, around.depth < FULL_DEPTH ? 1 : 0);
  if (schema.items === undefined || schema.items === false) return [];
  return Array.from({ length: Math.min(count, 10) }, () => valueOf(schema.items, deeper(around)));
}

function numberOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf }: JsonObject): number {
  const step = typeof multipleOf === 'number' && multipleOf > 0 ? multipleOf : 1;
  if (typeof minimum === 'number') return Math.ceil(minimum / step) * step;
  if (typeof exclusiveMinimum === 'number') return (Math.floor(exclusiveMinimum / step) + 1) * step;
  if (typeof maximum === 'number' && maximum < step) return Math.floor(maximum / step) * step;
  if (typeof exclusiveMaximum === 'number' && exclusiveMaximum <= step)
    return (Math.ceil(exclusiveMaximum / step) - 1) * step;
  return step;
}

function textOf({ format, minLength, maxLength, title }: JsonObject): string {
  const known = typeof format === 'string' ? TEXTS[format] : undefined;
  if (known !== undefined) return known;
  const word = typeof title === 'string' && title !== '' ? title : 'text';
  const least = typeof minLength === 'number' ? minLength : 0;
  const most = typeof maxLength === 'number' ? maxLength : Infinity;
  return word.padEnd(Math.min(least, 1000), '.').slice(0, most);
}
