import type { JsonObject, JsonValue } from '@millrace/machine';

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
export type Control = 'text' | 'longText' | 'number' | 'switch' | 'choice' | 'keyValue' | 'json';

const LONG_TEXT_CHARACTERS = 200;
const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOr = (value: JsonValue | undefined, fallback: string): string =>
  typeof value === 'string' ? value : fallback;

/** The fields of an object schema, in its order. */
export function fieldsOf(schema: JsonObject): readonly FieldSpec[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = new Set(
    Array.isArray(schema['required']) ? (schema['required'] as readonly JsonValue[]).map(String) : [],
  );
  return Object.entries(properties).flatMap(([name, field]) =>
    isObject(field) ? [fieldOf(name, field, required.has(name))] : [],
  );
}

function fieldOf(name: string, schema: JsonObject, isRequired: boolean): FieldSpec {
  const hints = isObject(schema['x-ui']) ? schema['x-ui'] : {};
  return {
    name,
    title: textOr(schema['title'], name),
    help: textOr(hints['help'], textOr(schema['description'], '')),
    placeholder: textOr(hints['placeholder'], 'default' in schema ? String(schema['default']) : ''),
    schema,
    control: controlOf(schema, hints),
    isRequired,
    isAdvanced: hints['advanced'] === true,
  };
}

function controlOf(schema: JsonObject, hints: JsonObject): Control {
  if (hints['control'] === 'keyValue') return 'keyValue';
  if (hints['control'] === 'json') return 'json';
  if (Array.isArray(schema['enum'])) return 'choice';
  const { type } = schema;
  if (type === 'string')
    return typeof schema['maxLength'] === 'number' && schema['maxLength'] > LONG_TEXT_CHARACTERS ? 'longText' : 'text';
  if (type === 'number' || type === 'integer') return 'number';
  return type === 'boolean' ? 'switch' : 'json';
}

/** The options of a choice. */
export function optionsOf(schema: JsonObject): readonly string[] {
  return Array.isArray(schema['enum']) ? (schema['enum'] as readonly JsonValue[]).map(String) : [];
}
