import { checkSchema, type JsonObject, type JsonValue, type SchemaViolation } from '@millrace/machine';
import type { Evaluator } from '@millrace/runtime';
import { isList, isObject, type FormField } from './form-model.ts';

interface ValuesToCheck {
  readonly schema: JsonObject;
  readonly fields: readonly FormField[];
  readonly values: JsonObject;
}

/**
 * What the schema says of values that are of the right types: control name -> what is wrong; under '' what belongs to no field.
 * Patterns are written by whoever made the workflow, and run on what strangers send: by the engine that takes linear time.
 */
export function checkValues(
  evaluator: Evaluator,
  { schema, fields, values }: ValuesToCheck,
): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  const note = (name: string, message: string): void => {
    if (!faults.has(name)) faults.set(name, message);
  };
  for (const field of flatten(fields)) {
    const fault = findPatternFault(evaluator, field, valueAt(values, field.path));
    if (fault !== undefined) note(field.name, fault);
  }
  for (const violation of checkSchema(withoutPatterns(schema), values)) {
    note(nameOf(violation, fields), toSentence(violation));
  }
  return faults;
}

function flatten(fields: readonly FormField[]): readonly FormField[] {
  return fields.flatMap((field) => (field.kind === 'group' ? [field, ...flatten(field.fields)] : [field]));
}

function valueAt(values: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (value, member) => (isObject(value) && Object.hasOwn(value, member) ? value[member] : undefined),
    values,
  );
}

function findPatternFault(evaluator: Evaluator, field: FormField, value: JsonValue | undefined): string | undefined {
  if ((field.kind !== 'text' && field.kind !== 'longText') || field.pattern === undefined) return undefined;
  if (typeof value !== 'string') return undefined;
  // A slash would end the expression's pattern.
  const pattern = field.pattern.replace(/\\.|\//g, (part) => (part === '/' ? '\\/' : part));
  try {
    const expression = `$contains($value, /${pattern}/)`;
    const fits = evaluator.evaluate({ expression, bindings: { value }, nowMs: 0, seed: '' });
    return fits === true ? undefined : 'This is not of the form that is asked for.';
  } catch {
    return 'This cannot be checked: the form asks for a pattern that is none. Tell whoever sent you here.';
  }
}

/** The same schema, without what would run a stranger's regular expression. */
function withoutPatterns(schema: JsonValue): JsonValue {
  if (isList(schema)) return schema.map(withoutPatterns);
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, part]) => {
      if (keyword === 'pattern' || keyword === 'patternProperties') return [];
      if (keyword === 'properties' && isObject(part)) return [[keyword, mapMembers(part)] as const];
      return [[keyword, withoutPatterns(part)] as const];
    }),
  );
}

/** Members may have any name, also that of a keyword. */
function mapMembers(properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, withoutPatterns(part)]));
}

/** The field that a violation is in: the nearest one around it. */
function nameOf({ path }: SchemaViolation, fields: readonly FormField[]): string {
  const within = flatten(fields).filter(({ name }) => path === `/${name}` || path.startsWith(`/${name}/`));
  return within.at(-1)?.name ?? '';
}

function toSentence({ message }: SchemaViolation): string {
  return `This ${message}.`;
}
