// Fields inside a field that only the service knows: what has to be known before, and which values fit what it says.
import type { JsonObject, JsonValue } from '@millrace/machine';
import { type Asked, hintsOf, isExpression } from '../../../lib/hints.ts';
import { isObject } from '../../../lib/json.ts';
import { canShow, type FieldSpec, fieldOf, fieldsOf } from './schema.ts';

/** Whether the service can be asked; `fields` are titles. */
export type Question =
  | { readonly kind: 'ready'; readonly input: JsonObject }
  /** These come first. */
  | { readonly kind: 'missing'; readonly fields: readonly string[] }
  /** What these are, only a run knows. */
  | { readonly kind: 'mapped'; readonly fields: readonly string[] };

interface Form {
  /** Of the whole form. */
  readonly schema: JsonObject;
  readonly input: JsonObject;
}

/** What to ask, as far as the form is filled in. What is left out has its default. */
export function questionOf({ dependsOn }: Asked, { schema, input }: Form): Question {
  const specs = new Map(fieldsOf(schema).map((field) => [field.name, field]));
  const known = dependsOn.map((name) => {
    const spec = specs.get(name);
    return {
      name,
      title: spec?.title ?? name,
      isRequired: spec?.isRequired ?? false,
      value: input[name] ?? spec?.usual,
    };
  });
  const mapped = known.filter(({ value }) => isExpression(value));
  if (mapped.length > 0) return { kind: 'mapped', fields: mapped.map(({ title }) => title) };
  const missing = known.filter(({ value, isRequired }) => isRequired && value === undefined);
  if (missing.length > 0) return { kind: 'missing', fields: missing.map(({ title }) => title) };
  const given = known.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  return { kind: 'ready', input: Object.fromEntries(given) };
}

/** The field as the service describes it, under its own title. */
export function resolvedField({ name, title, help, isRequired }: FieldSpec, resolved: JsonObject): FieldSpec {
  const { schema: _, ...hints } = hintsOf(resolved);
  const type = resolved.type ?? (isObject(resolved.properties) ? 'object' : undefined);
  const about: JsonObject = { ...(type === undefined ? {} : { type }), title, 'x-ui': { help, ...hints } };
  return fieldOf(name, { ...resolved, ...about }, isRequired);
}

/** Values by whether there is a field for them. */
export interface Fitted {
  readonly fitting: JsonObject;
  readonly others: JsonObject;
}

/** Which of the members fit an object's fields. One that is mapped fits its field whatever that is. */
export function fitMembers(schema: JsonObject, members: JsonObject): Fitted {
  const fields = new Map(fieldsOf(schema).map((field) => [field.name, field]));
  const fits = ([name, value]: readonly [string, JsonValue]): boolean => {
    const field = fields.get(name);
    return field === undefined ? isOpen(schema) : isExpression(value) || canShow(field, value);
  };
  const entries = Object.entries(members);
  return {
    fitting: Object.fromEntries(entries.filter(fits)),
    others: Object.fromEntries(entries.filter((entry) => !fits(entry))),
  };
}

/** Members that no field is for. They are there, and nobody would see them. */
export function strangersOf(schema: JsonObject, members: JsonObject): readonly string[] {
  const names = new Set(fieldsOf(schema).map(({ name }) => name));
  return Object.keys(members).filter((name) => !names.has(name));
}

const isOpen = ({ additionalProperties = true }: JsonObject): boolean => additionalProperties !== false;
