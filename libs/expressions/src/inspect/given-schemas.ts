// JSON Schemas (2020-12) as types. A keyword that is not understood is left out: it could only narrow the type.
import { join, meet } from './join-types.ts';
import {
  arrayOf,
  BOOLEAN,
  INTEGER,
  NEVER,
  NOTHING,
  NULL,
  NUMBER,
  objectOf,
  STRING,
  textOf,
  UNKNOWN,
  type InferredType,
} from './types.ts';

export type JsonSchema = boolean | Readonly<Record<string, unknown>>;

type Members = Readonly<Record<string, JsonSchema>>;

/** A reference is followed so often inside itself: what nests deeper is unknown. */
const MAX_NESTED_REFERENCES = 3;
/** Schemas that are looked at for one type; what is beyond is unknown. */
const MAX_SCHEMAS = 20_000;

const TYPES: Readonly<Record<string, InferredType>> = {
  null: NULL,
  boolean: BOOLEAN,
  number: NUMBER,
  integer: INTEGER,
  string: STRING,
  array: arrayOf(UNKNOWN),
  object: objectOf([], UNKNOWN),
};
const ANY_JSON = join(...Object.values(TYPES));

/** The values that fit a schema. */
export function typeOfSchema(schema: JsonSchema): InferredType {
  return new SchemaReader(schema).read(schema, []);
}

/** The schema that a reference inside a document means; undefined when it is none that can be followed. */
export function resolveReference(reference: string, root: JsonSchema): JsonSchema | undefined {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  let found: unknown = root;
  for (const name of reference.split('/').slice(1)) {
    const key = decode(name);
    if (typeof found !== 'object' || found === null || key === undefined || !Object.hasOwn(found, key))
      return undefined;
    found = (found as Readonly<Record<string, unknown>>)[key];
  }
  return isSchema(found) ? found : undefined;
}

function decode(name: string): string | undefined {
  try {
    return decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return undefined;
  }
}

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

/** The type of one value. */
function typeOfJson(value: unknown): InferredType {
  if (value === null) return NULL;
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'boolean') return BOOLEAN;
  if (typeof value === 'number') return Number.isInteger(value) ? INTEGER : NUMBER;
  if (Array.isArray(value)) return arrayOf(join(...value.map(typeOfJson)));
  return objectOf(Object.entries(value as object).map(([name, member]) => [name, typeOfJson(member)]));
}

class SchemaReader {
  readonly #root: JsonSchema;
  #left = MAX_SCHEMAS;

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  read(schema: JsonSchema, references: readonly string[]): InferredType {
    this.#left -= 1;
    if (schema === true || this.#left < 0) return UNKNOWN;
    if (schema === false) return NEVER;
    // Below another base, references mean something else.
    if (schema !== this.#root && typeof schema.$id === 'string') return UNKNOWN;
    return [
      this.#readTypes(schema, references),
      this.#readReference(schema.$ref, references),
      this.#readChoice(schema.anyOf, references),
      this.#readChoice(schema.oneOf, references),
      ...listOf(schema.allOf).map((part) => this.read(part, references)),
    ].reduce(meet, UNKNOWN);
  }

  #readTypes(schema: Exclude<JsonSchema, boolean>, references: readonly string[]): InferredType {
    if (Array.isArray(schema.enum)) return join(...schema.enum.map(typeOfJson));
    if ('const' in schema) return typeOfJson(schema.const);
    const names =
      typeof schema.type === 'string' ? [schema.type] : Array.isArray(schema.type) ? schema.type : undefined;
    const hasParts = PARTS.some((keyword) => keyword in schema);
    if (names === undefined && !hasParts) return UNKNOWN;
    const kinds = names === undefined ? ANY_JSON : join(...names.map((name) => TYPES[String(name)] ?? UNKNOWN));
    // Some readers take this keyword for a further type.
    const all = schema.nullable === true ? join(kinds, NULL) : kinds;
    return all === UNKNOWN
      ? UNKNOWN
      : meet(all, join(...SCALARS, this.#arrayOf(schema, references), this.#objectOf(schema, references)));
  }

  #arrayOf({ items, prefixItems }: Exclude<JsonSchema, boolean>, references: readonly string[]): InferredType {
    const first = listOf(prefixItems).map((schema) => this.read(schema, references));
    return arrayOf(join(...first, isSchema(items) ? this.read(items, references) : UNKNOWN));
  }

  #objectOf(schema: Exclude<JsonSchema, boolean>, references: readonly string[]): InferredType {
    const members = isSchema(schema.properties) && schema.properties !== true ? schema.properties : {};
    const required = Array.isArray(schema.required) ? schema.required : [];
    const isOpen = 'patternProperties' in schema || !isSchema(schema.additionalProperties);
    const others = isOpen ? UNKNOWN : this.read(schema.additionalProperties as JsonSchema, references);
    const known = Object.entries(members as Members).map(([name, member]): readonly [string, InferredType] => {
      const type = isSchema(member) ? this.read(member, references) : UNKNOWN;
      return [name, required.includes(name) ? type : join(type, NOTHING)];
    });
    return objectOf(known, others === NEVER ? NOTHING : others);
  }

  #readReference(reference: unknown, references: readonly string[]): InferredType {
    if (typeof reference !== 'string') return UNKNOWN;
    const nested = references.filter((around) => around === reference).length;
    const schema = nested < MAX_NESTED_REFERENCES ? resolveReference(reference, this.#root) : undefined;
    return schema === undefined ? UNKNOWN : this.read(schema, [...references, reference]);
  }

  #readChoice(choices: unknown, references: readonly string[]): InferredType {
    return Array.isArray(choices) ? join(...listOf(choices).map((schema) => this.read(schema, references))) : UNKNOWN;
  }
}

/** Keywords that say something of a value's parts. */
const PARTS = ['properties', 'required', 'additionalProperties', 'items', 'prefixItems'];
const SCALARS = [NULL, BOOLEAN, NUMBER, STRING];

function listOf(schemas: unknown): readonly JsonSchema[] {
  return Array.isArray(schemas) ? schemas.filter(isSchema) : [];
}
