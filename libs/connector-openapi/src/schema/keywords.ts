// Which keywords of a stranger's schema are kept, and how each must look: one that is wrong is left out, not handed on.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { isList, memberOf } from '../json-access.ts';
import { cutText } from '../texts.ts';

const TITLE_CHARACTERS = 100;
const DESCRIPTION_CHARACTERS = 500;
const NESTED_DESCRIPTION_CHARACTERS = 160;
const PATTERN_CHARACTERS = 500;
const DEFAULT_CHARACTERS = 2000;
const MAX_CHOICES = 1000;

/** Formats that checks know; any other one says nothing to them. */
const FORMATS: ReadonlySet<JsonValue> = new Set([
  'date-time',
  'date',
  'time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uuid',
  'byte',
  'int32',
  'int64',
  'float',
  'double',
  'password',
]);

type Keep = (value: JsonValue) => JsonValue | undefined;

const number: Keep = (value) => (typeof value === 'number' ? value : undefined);
const count: Keep = (value) => (Number.isSafeInteger(value) && (value as number) >= 0 ? value : undefined);
const flag: Keep = (value) => (typeof value === 'boolean' ? value : undefined);
const text =
  (maxLength: number): Keep =>
  (value) =>
    typeof value === 'string' && value.trim() !== '' ? cutText(value, maxLength) : undefined;

/** A list without what it says twice. */
const choices: Keep = (value) => {
  if (!isList(value) || value.length === 0 || value.length > MAX_CHOICES) return undefined;
  const seen = new Map(value.map((choice) => [JSON.stringify(choice), choice]));
  return [...seen.values()];
};

const usual: Keep = (value) => (JSON.stringify(value).length <= DEFAULT_CHARACTERS ? value : undefined);

/** A repetition of what repeats: on some texts it takes longer than anybody waits. */
const NESTED_REPETITION = /[*+}]\)+[*+{]|\|[^()]*\)[*+{]/;

/** One that this language knows, and that does not take for ever. */
const pattern: Keep = (value) => {
  if (typeof value !== 'string' || value.length > PATTERN_CHARACTERS || NESTED_REPETITION.test(value)) return undefined;
  try {
    new RegExp(value);
    return value;
  } catch {
    return undefined;
  }
};

/** Of values that go to the service: they are checked before anything is sent. */
const FOR_BOTH: Readonly<Record<string, Keep>> = {
  title: text(TITLE_CHARACTERS),
  description: text(DESCRIPTION_CHARACTERS),
  enum: choices,
  const: (value) => value,
  default: usual,
  format: (value) => (FORMATS.has(value) ? value : undefined),
  deprecated: flag,
  minimum: number,
  maximum: number,
  minLength: count,
  maxLength: count,
  minItems: count,
  maxItems: count,
};
const FOR_INPUT: Readonly<Record<string, Keep>> = {
  ...FOR_BOTH,
  pattern,
  multipleOf: (value) => (typeof value === 'number' && value > 0 ? value : undefined),
  uniqueItems: flag,
  minProperties: count,
  maxProperties: count,
};
const KEPT = { input: Object.entries(FOR_INPUT), output: Object.entries(FOR_BOTH) };

/** Whether a schema is of what is sent, or of what comes back. */
export type Direction = 'input' | 'output';

/** The keywords of a schema that hold no other schema. */
export function keepKeywords(
  schema: JsonObject,
  { direction, isNested }: { readonly direction: Direction; readonly isNested: boolean },
): Record<string, JsonValue> {
  const kept: Record<string, JsonValue> = {};
  for (const [name, keep] of KEPT[direction]) {
    const value = memberOf(schema, name);
    const fit = value === undefined ? undefined : keep(value);
    if (fit !== undefined) kept[name] = fit;
  }
  // Far inside, the beginning has to do: half of a large connector would be descriptions.
  if (isNested && typeof kept.description === 'string')
    kept.description = cutText(kept.description, NESTED_DESCRIPTION_CHARACTERS);
  // A date of another length than dates have is a mistake of the description, and no reason to distrust an answer.
  if (direction === 'output' && kept.format !== undefined) {
    const { minLength: _, maxLength: __, ...rest } = kept;
    return withExclusiveBounds(schema, rest);
  }
  return withExclusiveBounds(schema, kept);
}

const BOUNDS = { exclusiveMinimum: 'minimum', exclusiveMaximum: 'maximum' } as const;

/** OpenAPI 3.0 says whether the bound itself is out; JSON Schema says the bound. */
function withExclusiveBounds(schema: JsonObject, kept: Record<string, JsonValue>): Record<string, JsonValue> {
  let bounded = kept;
  for (const [exclusive, inclusive] of Object.entries(BOUNDS)) {
    const stated = memberOf(schema, exclusive);
    const { [inclusive]: bound, ...others } = bounded;
    if (typeof stated === 'number') bounded = { ...bounded, [exclusive]: stated };
    else if (stated === true && typeof bound === 'number') bounded = { ...others, [exclusive]: bound };
  }
  return bounded;
}

const TYPES: ReadonlySet<string> = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);
/** What authors write who think of their own language. */
const MISSPELT: Readonly<Record<string, string>> = {
  ...{ int: 'integer', long: 'integer', int32: 'integer', int64: 'integer' },
  ...{ float: 'number', double: 'number', decimal: 'number' },
  ...{ bool: 'boolean', list: 'array', map: 'object', dict: 'object' },
  ...{ date: 'string', datetime: 'string', 'date-time': 'string', uuid: 'string', text: 'string' },
};

/** The types that a schema names; those that its keywords show where it names none. */
export function typesOf(schema: JsonObject): readonly string[] {
  const stated = memberOf(schema, 'type');
  const named = (isList(stated) ? stated : [stated]).flatMap((type) => {
    if (typeof type !== 'string') return [];
    if (TYPES.has(type)) return [type];
    const lower = type.toLowerCase();
    const meant = TYPES.has(lower) ? lower : Object.hasOwn(MISSPELT, lower) ? MISSPELT[lower] : undefined;
    return meant === undefined ? [] : [meant];
  });
  return named.length > 0 || stated !== undefined ? [...new Set(named)] : shownTypes(schema);
}

function shownTypes(schema: JsonObject): readonly string[] {
  if (['oneOf', 'anyOf', 'allOf'].some((name) => memberOf(schema, name) !== undefined)) return [];
  if (memberOf(schema, 'properties') !== undefined) return ['object'];
  return memberOf(schema, 'items') !== undefined ? ['array'] : [];
}
