import type { JsonObject, JsonValue } from '@millrace/machine';
import { isList, isObject } from '../../../lib/json.ts';
import { optionSourceOf } from './field-options.ts';

/** A field as the form draws it. */
export interface FieldSpec {
  readonly name: string;
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
  | 'number'
  | 'switch'
  | 'choice'
  | 'choices'
  | 'list'
  | 'group'
  | 'variants'
  | 'keyValue'
  | 'options'
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

const hintsOf = (schema: JsonObject): JsonObject => (isObject(schema['x-ui']) ? schema['x-ui'] : {});

function orderOf({ schema }: FieldSpec): number {
  const { order } = hintsOf(schema);
  return typeof order === 'number' ? order : Number.MAX_SAFE_INTEGER;
}

/** One field of a schema. */
export function fieldOf(name: string, schema: JsonObject, isRequired: boolean): FieldSpec {
  const hints = hintsOf(schema);
  const { default: usual } = schema;
  return {
    name,
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
  if (HINTED.has(hint)) return hint as Control;
  if (Array.isArray(schema.enum)) return 'choice';
  if (variantsOf(schema).length > 0) return 'variants';
  const { type } = schema;
  if (optionSourceOf(schema) !== undefined && SCALARS.has(type)) return 'options';
  return (typeof type === 'string' ? BY_TYPE[type]?.(schema) : undefined) ?? 'json';
}

const BY_TYPE: Readonly<Record<string, (schema: JsonObject) => Control>> = {
  string: ({ maxLength }) => (Number(maxLength ?? 0) > LONG_TEXT_CHARACTERS ? 'longText' : 'text'),
  number: () => 'number',
  integer: () => 'number',
  boolean: () => 'switch',
  array: ({ items }) => controlOfItems(items),
  object: (schema) => {
    if (isObject(schema.properties)) return 'group';
    return 'additionalProperties' in schema || 'patternProperties' in schema ? 'keyValue' : 'json';
  },
};

function controlOfItems(items: JsonValue | undefined): Control {
  if (!isObject(items)) return 'json';
  if (Array.isArray(items.enum)) return 'choices';
  return SCALARS.has(items.type) ? 'list' : 'json';
}

/** The options of a choice, each as text with the value that it stands for. */
export function optionsOf(schema: JsonObject): readonly { readonly label: string; readonly value: JsonValue }[] {
  return listOf(schema.enum).map((value) => ({ label: textOr(value, JSON.stringify(value)), value }));
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
const isText: Shows = (value) => typeof value === 'string';
const SHOWS: Readonly<Record<Control, Shows>> = {
  text: isText,
  longText: isText,
  number: (value) => typeof value === 'number',
  switch: (value) => typeof value === 'boolean',
  choice: (value, schema) => listOf(schema.enum).includes(value),
  choices: (value, { items }) =>
    Array.isArray(value) && listOf(value).every((item) => isObject(items) && listOf(items.enum).includes(item)),
  list: (value) => Array.isArray(value) && listOf(value).every((item) => typeof item !== 'object'),
  group: isObject,
  variants: (value, schema) =>
    isObject(value) && variantsOf(schema).some(({ member, constant }) => value[member] === constant),
  keyValue: isObject,
  options: (value) => typeof value !== 'object',
  json: () => true,
};
