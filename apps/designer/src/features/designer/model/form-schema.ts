// A form as a list of fields, and the JSON Schema of an object that it is kept as.
import type { JsonObject, JsonValue } from '@millrace/machine';
import { hintsOf } from '../../../lib/hints.ts';
import { isList, isObject, isSame } from '../../../lib/json.ts';

/** What a field asks for. */
export type FieldKind = keyof typeof KINDS;

const KINDS = {
  text: { type: 'string' },
  longText: { type: 'string', 'x-ui': { control: 'longText' } },
  email: { type: 'string', format: 'email' },
  choice: { type: 'string' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  dateTime: { type: 'string', format: 'date-time' },
  file: { type: 'string', contentEncoding: 'base64' },
} as const satisfies Readonly<Record<string, JsonObject>>;

export const FIELD_KINDS = Object.keys(KINDS) as readonly FieldKind[];

/** A member of a form. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- as an interface it would be no JSON value, which rows of a list are
export type FormField = {
  readonly name: string;
  readonly isRequired: boolean;
  /** With all that no control shows. */
  readonly schema: JsonObject;
};

export const NEW_FIELD: FormField = { name: '', isRequired: false, schema: KINDS.text };
const NEW_FORM: JsonObject = { type: 'object', additionalProperties: false };

/** What makes a schema more than its kind says. */
const ELSE = ['$ref', 'const', 'oneOf', 'anyOf', 'allOf', 'not', 'if', 'contentMediaType', 'writeOnly'];
const FORMATS: Readonly<Record<string, FieldKind>> = { email: 'email', date: 'date', 'date-time': 'dateTime' };

/** The kind of a field; none where only its JSON says what it is. */
export function kindOf(schema: JsonObject): FieldKind | undefined {
  const { type } = schema;
  if (ELSE.some((member) => Object.hasOwn(schema, member))) return undefined;
  if (type === 'string') return kindOfText(schema);
  const isPlain = schema.enum === undefined && hintsOf(schema).control === undefined;
  return isPlain && (type === 'number' || type === 'integer' || type === 'boolean') ? type : undefined;
}

function kindOfText(schema: JsonObject): FieldKind | undefined {
  const { format, contentEncoding } = schema;
  const { control } = hintsOf(schema);
  if (schema.enum !== undefined) return optionsOf(schema).length > 0 && control === undefined ? 'choice' : undefined;
  if (contentEncoding !== undefined) return contentEncoding === 'base64' ? 'file' : undefined;
  if (typeof format === 'string') return Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (control === undefined) return 'text';
  return control === 'longText' ? 'longText' : undefined;
}

/** What a choice is among; nothing where that are not texts alone. */
export function optionsOf(schema: JsonObject): readonly string[] {
  const options: readonly JsonValue[] = isList(schema.enum) ? schema.enum : [];
  return options.every((option) => typeof option === 'string') ? options : [];
}

/** The field as another kind: it keeps how it is called. A choice begins with one option, since it must have one. */
export function withKind({ schema, ...field }: FormField, kind: FieldKind, option: string): FormField {
  const { title, description } = schema;
  return {
    ...field,
    schema: {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...KINDS[kind],
      ...(kind === 'choice' ? { enum: [option] } : {}),
    },
  };
}

/** The fields of a form, in their order; nothing where the schema is no list of members. */
export function fieldsOfForm(schema: JsonValue | undefined): readonly FormField[] | undefined {
  if (schema === undefined) return [];
  if (!isObject(schema) || (schema.type !== undefined && schema.type !== 'object')) return undefined;
  const { properties = {}, required } = schema;
  if (!isObject(properties)) return undefined;
  const demanded = new Set(isList(required) ? required : []);
  const fields = Object.entries(properties).map(([name, field]) =>
    isObject(field) ? { name, isRequired: demanded.has(name), schema: field } : undefined,
  );
  return fields.every((field) => field !== undefined) ? fields : undefined;
}

/**
 * The schema of a form with these fields; what it says beside its members stays. A field without a name, or with one that is
 * taken, is not in it yet. Nothing is left of a form without fields that says nothing else.
 */
export function schemaOfForm(schema: JsonValue | undefined, fields: readonly FormField[]): JsonObject | undefined {
  const { properties: before = {}, required, ...others } = isObject(schema) ? schema : NEW_FORM;
  const kept = fields.filter(({ name }, at) => name !== '' && fields.findIndex((field) => field.name === name) === at);
  const elsewhere = isList(required) ? required.filter((name) => !hasMember(before, name)) : [];
  const demanded = [...kept.filter((field) => field.isRequired).map(({ name }) => name), ...elsewhere];
  const saysMore = Object.keys(others).some((name) => !Object.hasOwn(NEW_FORM, name)) || elsewhere.length > 0;
  if (kept.length === 0 && !saysMore) return undefined;
  return {
    ...others,
    properties: Object.fromEntries(kept.map((field) => [field.name, field.schema])),
    ...(demanded.length === 0 ? {} : { required: demanded }),
  };
}

/** The place of the field that somebody types in, which is one edit however many letters it has; nothing for any other change. */
export function typedIn(before: readonly FormField[], after: readonly FormField[]): number | undefined {
  const changed = after.flatMap((field, at) => (isSame(field, before[at]) ? [] : [at]));
  const [at] = changed;
  if (at === undefined || changed.length > 1 || after.length < before.length) return undefined;
  const [was = NEW_FIELD, is = NEW_FIELD] = [before[at], after[at]];
  return was.isRequired === is.isRequired && isSame(untitled(was), untitled(is)) ? at : undefined;
}

const untitled = ({ schema: { title: _, ...schema } }: FormField): JsonObject => schema;

const hasMember = (members: JsonValue, name: JsonValue): boolean =>
  typeof name === 'string' && isObject(members) && Object.hasOwn(members, name);
