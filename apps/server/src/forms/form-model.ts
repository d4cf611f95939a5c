import { isList, isObject, type JsonObject, type JsonValue } from '@millrace/machine';

/** What a form asks for, read from a workflow's input schema. */
export type FormField = FieldFacts & FieldKind;
interface FieldFacts {
  /** Members on the way to the value. */
  readonly path: readonly string[];
  /** The control's name: the path as a JSON Pointer, without its first slash. */
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly placeholder: string;
  readonly isRequired: boolean;
  readonly default?: JsonValue;
  /** Members that are missing may be null instead. */
  readonly isNullable: boolean;
}
type FieldKind =
  | {
      readonly kind: 'text';
      readonly input: 'text' | 'email' | 'url' | 'tel' | 'date' | 'time' | 'datetime-local';
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: string;
    }
  | { readonly kind: 'longText'; readonly minLength?: number; readonly maxLength?: number; readonly pattern?: string }
  | { readonly kind: 'number'; readonly isWhole: boolean; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'check' }
  | { readonly kind: 'choice'; readonly options: readonly FormOption[] }
  | { readonly kind: 'choices'; readonly options: readonly FormOption[] }
  /** `base64`: the value is the text of the bytes alone. */
  | { readonly kind: 'file'; readonly holds: 'file' | 'base64' }
  /** What has no control of its own is written as JSON. */
  | { readonly kind: 'json' }
  | { readonly kind: 'group'; readonly fields: readonly FormField[] };

export interface FormOption {
  readonly label: string;
  readonly value: JsonValue;
}

/** Groups inside groups are written as JSON: a page of nested frames helps nobody. */
const MAX_DEPTH = 2;
const LONG_TEXT_CHARACTERS = 200;

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (isList(value) ? value : []);
const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** The fields of an object schema, in the order of their hints, else in its own. */
export function toFormFields(schema: JsonObject | undefined): readonly FormField[] {
  return fieldsOf(schema ?? {}, []);
}

function fieldsOf(schema: JsonObject, path: readonly string[]): readonly FormField[] {
  const required = new Set(listOf(schema.required));
  return Object.entries(isObject(schema.properties) ? schema.properties : {})
    .flatMap(([member, part]) => (isObject(part) ? [{ member, part }] : []))
    .sort((left, right) => orderOf(left.part) - orderOf(right.part))
    .map(({ member, part }) => toField(part, { path: [...path, member], isRequired: required.has(member) }));
}

const hintsOf = (schema: JsonObject): JsonObject => (isObject(schema['x-ui']) ? schema['x-ui'] : {});

function orderOf(schema: JsonObject): number {
  const { order } = hintsOf(schema);
  return typeof order === 'number' ? order : Number.MAX_SAFE_INTEGER;
}

function toField(
  schema: JsonObject,
  { path, isRequired }: { readonly path: readonly string[]; readonly isRequired: boolean },
): FormField {
  const { help, placeholder } = hintsOf(schema);
  const { default: usual } = schema;
  return {
    path,
    name: path.map((member) => member.replaceAll('~', '~0').replaceAll('/', '~1')).join('/'),
    label: textOf(schema.title) || toLabel(path.at(-1) ?? ''),
    help: textOf(help) || textOf(schema.description),
    placeholder: textOf(placeholder),
    isRequired,
    isNullable: listOf(schema.type).includes('null'),
    ...(usual === undefined ? {} : { default: usual }),
    ...kindOf(schema, path),
  };
}

/** `customerId` and `customer_id` as people write it. */
function toLabel(member: string): string {
  const words = member
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/[_-]+/g, ' ')
    .trim();
  return words === '' ? member : words.charAt(0).toUpperCase() + words.slice(1);
}

/** The one type that is not null. */
function typeOf({ type }: JsonObject): string {
  const types = (isList(type) ? type : [type]).filter((name) => name !== 'null');
  return types.length === 1 ? textOf(types[0]) : '';
}

function kindOf(schema: JsonObject, path: readonly string[]): FieldKind {
  const { control } = hintsOf(schema);
  if (control === 'json') return { kind: 'json' };
  const type = typeOf(schema);
  if (control === 'file' || schema.contentEncoding === 'base64' || schema.format === 'binary') {
    return { kind: 'file', holds: type === 'string' ? 'base64' : 'file' };
  }
  const options = optionsOf(schema);
  if (options.length > 0) return { kind: 'choice', options };
  return KINDS[type]?.(schema, path) ?? { kind: 'json' };
}

type ToKind = (schema: JsonObject, path: readonly string[]) => FieldKind | undefined;
const KINDS: Readonly<Record<string, ToKind>> = {
  string: toTextKind,
  number: (schema) => toNumberKind(schema, false),
  integer: (schema) => toNumberKind(schema, true),
  boolean: () => ({ kind: 'check' }),
  array: ({ items }) => {
    const options = isObject(items) ? optionsOf(items) : [];
    return options.length === 0 ? undefined : { kind: 'choices', options };
  },
  object: (schema, path) => {
    const hasFields = isObject(schema.properties) && path.length < MAX_DEPTH;
    return hasFields ? { kind: 'group', fields: fieldsOf(schema, path) } : undefined;
  },
};

/** Members of `enum`, or of a `oneOf` of constants with titles. */
function optionsOf({ enum: values, oneOf }: JsonObject): readonly FormOption[] {
  const toOption = (value: JsonValue, title = ''): FormOption => ({
    value,
    label: title || (typeof value === 'string' ? value : JSON.stringify(value)),
  });
  if (isList(values)) return values.filter((value) => value !== null).map((value) => toOption(value));
  const shapes = listOf(oneOf);
  const options = shapes.flatMap((shape) =>
    isObject(shape) && shape.const !== undefined ? [toOption(shape.const, textOf(shape.title))] : [],
  );
  return options.length === shapes.length ? options : [];
}

const INPUTS = {
  email: 'email',
  'idn-email': 'email',
  uri: 'url',
  phone: 'tel',
  date: 'date',
  time: 'time',
  'date-time': 'datetime-local',
} as const;

function toTextKind(schema: JsonObject): FieldKind {
  const { control } = hintsOf(schema);
  const { format, minLength, maxLength, pattern } = schema;
  const limits = {
    ...(typeof minLength === 'number' ? { minLength } : {}),
    ...(typeof maxLength === 'number' ? { maxLength } : {}),
    ...(typeof pattern === 'string' ? { pattern } : {}),
  };
  const isLong = control === 'longText' || (limits.maxLength ?? 0) > LONG_TEXT_CHARACTERS;
  if (isLong) return { kind: 'longText', ...limits };
  const known = typeof format === 'string' && Object.hasOwn(INPUTS, format);
  return { kind: 'text', input: known ? INPUTS[format as keyof typeof INPUTS] : 'text', ...limits };
}

function toNumberKind({ minimum, maximum }: JsonObject, isWhole: boolean): FieldKind {
  return {
    kind: 'number',
    isWhole,
    ...(typeof minimum === 'number' ? { minimum } : {}),
    ...(typeof maximum === 'number' ? { maximum } : {}),
  };
}
