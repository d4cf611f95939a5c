import type { JsonObject, JsonValue } from '@millrace/machine';
import type { CodeLanguage } from '../../code-editor/languages.ts';
import { askedOf, hintsOf, isExpression } from '../../../lib/hints.ts';
import { isList, isObject, isSame } from '../../../lib/json.ts';
import { type Conditional, conditionalOf } from '../../../lib/show-if.ts';

/** A field as the form draws it. */
export interface FieldSpec extends Conditional {
  readonly title: string;
  readonly help: string;
  readonly placeholder: string;
  readonly schema: JsonObject;
  readonly control: Control;
  readonly isRequired: boolean;
  readonly isAdvanced: boolean;
}
export type Control =
  | 'text'
  | 'longText'
  | 'code'
  | 'date'
  | 'number'
  | 'switch'
  | 'choice'
  | 'choices'
  | 'list'
  | 'cards'
  | 'secret'
  | 'group'
  | 'variants'
  | 'keyValue'
  | 'options'
  | 'optionList'
  | 'subSchema'
  | 'json';

const LONG_TEXT_CHARACTERS = 200;
const HINTED: ReadonlySet<JsonValue | undefined> = new Set<Control>(['keyValue', 'json', 'longText']);
const SCALARS: ReadonlySet<JsonValue | undefined> = new Set(['string', 'number', 'integer', 'boolean']);

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (isList(value) ? value : []);
const textOr = (value: JsonValue | undefined, fallback: string): string =>
  typeof value === 'string' ? value : fallback;

/** The fields of an object schema: in the order that its hints give, else in its own. */
export function fieldsOf(schema: JsonObject): readonly FieldSpec[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = new Set(listOf(schema.required));
  const fields = Object.entries(properties).flatMap(([name, field]) =>
    isObject(field) ? [fieldOf(name, field, required.has(name))] : [],
  );
  return fields.sort((left, right) => orderOf(left) - orderOf(right));
}

/** Fewer fields than these are not worth a button that shows them. */
const FEWEST_WAITING = 3;

/** Whether a field waits behind "More options" while it has no value. */
export function waitsFor(fields: readonly FieldSpec[]): (field: FieldSpec) => boolean {
  // Whoever says of some fields that they are advanced has looked at all of them.
  const isCurated = fields.some(({ schema }) => typeof hintsOf(schema).advanced === 'boolean');
  if (isCurated) return ({ isRequired, isAdvanced }) => isAdvanced && !isRequired;
  const optional = fields.filter(({ isRequired }) => !isRequired);
  if (optional.length < FEWEST_WAITING || optional.length === fields.length) return () => false;
  // What only the service knows is what the form is about.
  return ({ isRequired, control }) => !isRequired && control !== 'subSchema';
}

function orderOf({ schema }: FieldSpec): number {
  const { order } = hintsOf(schema);
  return typeof order === 'number' ? order : Number.MAX_SAFE_INTEGER;
}

/** One field of a schema. */
export function fieldOf(name: string, schema: JsonObject, isRequired: boolean): FieldSpec {
  const hints = hintsOf(schema);
  const { default: usual } = schema;
  return {
    ...conditionalOf(name, schema),
    title: textOr(schema.title, name),
    help: textOr(hints.help, textOr(schema.description, '')),
    placeholder: textOr(hints.placeholder, usual === undefined ? '' : textOr(usual, JSON.stringify(usual))),
    schema,
    control: controlOf(schema, hints.control),
    isRequired,
    isAdvanced: hints.advanced === true,
  };
}

function controlOf(schema: JsonObject, hint: JsonValue | undefined): Control {
  if (isSecret(schema)) return 'secret';
  if (HINTED.has(hint)) return hint as Control;
  if (askedOf(schema, 'schema') !== undefined) return 'subSchema';
  if (optionsOf(schema).length > 0) return 'choice';
  if (variantsOf(schema).length > 0) return 'variants';
  const { type } = schema;
  return controlOfAsked(schema) ?? (typeof type === 'string' ? BY_TYPE[type]?.(schema) : undefined) ?? 'json';
}

/** The control of what a service has choices for. */
function controlOfAsked(schema: JsonObject): Control | undefined {
  const { type } = schema;
  if (askedOf(schema, 'options') === undefined) return undefined;
  if (type === undefined || SCALARS.has(type)) return 'options';
  return type === 'array' ? 'optionList' : undefined;
}

const BY_TYPE: Readonly<Record<string, (schema: JsonObject) => Control>> = {
  string: controlOfText,
  number: () => 'number',
  integer: () => 'number',
  boolean: () => 'switch',
  array: ({ items }) => controlOfItems(items),
  object: (schema) => {
    if (isObject(schema.properties)) return 'group';
    return 'additionalProperties' in schema || 'patternProperties' in schema ? 'keyValue' : 'json';
  },
};

/** Secrets live in connections: a document must not hold them. */
const isSecret = ({ writeOnly, format }: JsonObject): boolean => writeOnly === true || format === 'password';

const MOMENTS: ReadonlySet<JsonValue | undefined> = new Set(['date-time', 'date', 'time']);
const MEDIA_TYPES: Readonly<Record<string, CodeLanguage>> = {
  'application/json': 'json',
  'application/sql': 'sql',
  'text/html': 'html',
  'application/javascript': 'javascript',
  'text/javascript': 'javascript',
};

/** The language of a text that is code. */
export function languageOf({ contentMediaType }: JsonObject): CodeLanguage | undefined {
  const type = typeof contentMediaType === 'string' ? contentMediaType.split(';')[0]?.trim() : undefined;
  return type !== undefined && Object.hasOwn(MEDIA_TYPES, type) ? MEDIA_TYPES[type] : undefined;
}

function controlOfText(schema: JsonObject): Control {
  if (MOMENTS.has(schema.format)) return 'date';
  if (languageOf(schema) !== undefined) return 'code';
  return Number(schema.maxLength ?? 0) > LONG_TEXT_CHARACTERS ? 'longText' : 'text';
}

function controlOfItems(items: JsonValue | undefined): Control {
  if (!isObject(items)) return 'json';
  if (optionsOf(items).length > 0) return 'choices';
  if (SCALARS.has(items.type)) return 'list';
  return isObject(items.properties) ? 'cards' : 'json';
}

/** One of the values of a choice, and how it reads. */
interface Option {
  readonly label: string;
  readonly value: JsonValue;
}

/** The options of a choice: an `enum`, or constants with titles. No two read the same. */
export function optionsOf(schema: JsonObject): readonly Option[] {
  const options = isList(schema.enum) ? schema.enum.map((value) => optionOf(value)) : constantsOf(schema);
  const times = new Map<string, number>();
  for (const { label } of options) times.set(label, (times.get(label) ?? 0) + 1);
  return options.map(({ label, value }) =>
    times.get(label) === 1 ? { label, value } : { label: `${label} (${JSON.stringify(value)})`, value },
  );
}

const optionOf = (value: JsonValue, title?: JsonValue): Option => ({
  label: textOr(title, textOr(value, JSON.stringify(value))),
  value,
});

function constantsOf({ oneOf, anyOf }: JsonObject): readonly Option[] {
  const shapes = listOf(oneOf ?? anyOf);
  const options = shapes.flatMap((shape) =>
    isObject(shape) && shape.const !== undefined ? [optionOf(shape.const, shape.title)] : [],
  );
  return options.length === shapes.length ? options : [];
}

/** One shape that a value may have, told from the others by a constant member. */
export interface Variant {
  readonly title: string;
  readonly member: string;
  readonly constant: JsonValue;
  /** Without the constant member. */
  readonly schema: JsonObject;
}

/** The shapes of a `oneOf` whose members name themselves; none when one of them does not. */
export function variantsOf(schema: JsonObject): readonly Variant[] {
  const shapes = listOf(schema.oneOf ?? schema.anyOf);
  const variants = shapes.flatMap((shape) => (isObject(shape) ? variantOf(shape) : []));
  const isOne = variants.every(({ member }) => member === variants[0]?.member);
  return isOne && variants.length === shapes.length ? variants : [];
}

function variantOf(shape: JsonObject): readonly Variant[] {
  const properties = isObject(shape.properties) ? shape.properties : {};
  const own = Object.entries(properties).find(([, property]) => isObject(property) && 'const' in property);
  if (own === undefined) return [];
  const [member, property] = own as [string, JsonObject];
  const others = Object.fromEntries(Object.entries(properties).filter(([name]) => name !== member));
  const constant = property.const ?? null;
  const title = textOr(shape.title, textOr(constant, JSON.stringify(constant)));
  return [{ title, member, constant, schema: { ...shape, properties: others } }];
}

/** Whether a control can show a stored value. One that cannot is shown as JSON, so that nothing hides. */
export function canShow({ control, schema }: FieldSpec, value: JsonValue | undefined): boolean {
  return value === undefined || SHOWS[control](value, schema);
}

type Shows = (value: JsonValue, schema: JsonObject) => boolean;
const isOption: Shows = (value, schema) => optionsOf(schema).some((option) => isSame(option.value, value));
const isText: Shows = (value) => typeof value === 'string';
const SHOWS: Readonly<Record<Control, Shows>> = {
  text: isText,
  longText: isText,
  code: isText,
  date: isText,
  secret: () => false,
  cards: (value) => Array.isArray(value) && listOf(value).every((item) => isObject(item) || isExpression(item)),
  number: (value) => typeof value === 'number',
  switch: (value) => typeof value === 'boolean',
  choice: isOption,
  choices: (value, { items }) =>
    Array.isArray(value) && listOf(value).every((item) => isObject(items) && isOption(item, items)),
  list: (value) => Array.isArray(value) && listOf(value).every((item) => typeof item !== 'object' || item === null),
  group: isObject,
  variants: (value, schema) =>
    isObject(value) && variantsOf(schema).some(({ member, constant }) => value[member] === constant),
  keyValue: isObject,
  // Without a type, a choice may stand for anything.
  options: (value, { type }) => type === undefined || typeof value !== 'object',
  optionList: isList,
  subSchema: () => true,
  json: () => true,
};
