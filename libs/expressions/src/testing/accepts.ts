import type { JsonObject, JsonValue } from '../json.ts';

type Schema = boolean | Readonly<Record<string, unknown>>;

/** Does a value fit a schema? Of JSON Schema it knows what `random-schemas.ts` and `toSchema` write. */
export function accepts(schema: Schema, value: JsonValue): boolean {
  if (typeof schema === 'boolean') return schema;
  return Object.entries(schema).every(([keyword, demand]) => CHECKS[keyword]?.(demand as never, value, schema) ?? true);
}

type Check = (demand: never, value: JsonValue, schema: Readonly<Record<string, unknown>>) => boolean;

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function hasType(value: JsonValue, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'null') return value === null;
  return type === 'object' ? isObject(value) : typeof value === type;
}

const CHECKS: Readonly<Record<string, Check>> = {
  type: (types: string | readonly string[], value) => [types].flat().some((type) => hasType(value, type)),
  enum: (values: readonly JsonValue[], value) => values.includes(value),
  const: (only: JsonValue, value) => value === only,
  anyOf: (choices: readonly Schema[], value) => choices.some((schema) => accepts(schema, value)),
  allOf: (parts: readonly Schema[], value) => parts.every((schema) => accepts(schema, value)),
  items: (items: Schema, value) => !Array.isArray(value) || value.every((item: JsonValue) => accepts(items, item)),
  required: (names: readonly string[], value) => !isObject(value) || names.every((name) => Object.hasOwn(value, name)),
  properties: (members: Readonly<Record<string, Schema>>, value) =>
    !isObject(value) || Object.entries(value).every(([name, member]) => accepts(members[name] ?? true, member)),
  additionalProperties: (others: Schema, value, { properties = {} }) =>
    !isObject(value) ||
    Object.entries(value).every(
      ([name, member]) => Object.hasOwn(properties as object, name) || accepts(others, member),
    ),
};
