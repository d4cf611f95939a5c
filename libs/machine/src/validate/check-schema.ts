// The part of JSON Schema 2020-12 that our documents and connectors use, interpreted: the designer's workers run under a
// policy that forbids compiling code, and the same checks must hold there.
import type { JsonObject, JsonValue } from '../json.ts';
import { pointerTo } from './pointer.ts';

export interface SchemaViolation {
  readonly path: string;
  readonly message: string;
  /** The keyword that failed. */
  readonly keyword: string;
  /** For an unknown member: the names that exist. */
  readonly known?: readonly string[];
}
interface Check {
  readonly value: JsonValue;
  readonly path: string;
  /** Members that must not be looked at: expressions, whose values are not known yet. */
  readonly isOpen: (value: JsonValue) => boolean;
}
type Report = (violation: SchemaViolation) => void;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown): value is readonly JsonValue[] => Array.isArray(value);

/** Every violation of the schema, in document order. `isOpen` names values to leave alone. */
export function checkSchema(
  schema: JsonValue,
  value: JsonValue,
  { path = '', isOpen = () => false }: { readonly path?: string; readonly isOpen?: (value: JsonValue) => boolean } = {},
): readonly SchemaViolation[] {
  const found: SchemaViolation[] = [];
  checkValue(schema, { value, path, isOpen }, (violation) => found.push(violation));
  return found;
}

function checkValue(schema: JsonValue | undefined, check: Check, report: Report): void {
  if (!isObject(schema) || check.isOpen(check.value)) return;
  if (!checkKind(schema, check, report)) return;
  const { value } = check;
  if (typeof value === 'string') checkText(schema, value, { check, report });
  if (typeof value === 'number') checkNumber(schema, value, { check, report });
  if (isList(value)) checkItems(schema, value, { check, report });
  if (isObject(value)) checkMembers(schema, value, { check, report });
  checkCombinations(schema, check, report);
}

interface Context {
  readonly check: Check;
  readonly report: Report;
}

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function hasType(value: JsonValue, type: JsonValue): boolean {
  return type === 'integer' ? typeof value === 'number' && Number.isInteger(value) : typeOf(value) === type;
}

function checkKind(schema: JsonObject, { value, path }: Check, report: Report): boolean {
  const { type, enum: allowed } = schema;
  const types = type === undefined ? [] : isList(type) ? type : [type];
  if (types.length > 0 && !types.some((candidate) => hasType(value, candidate))) {
    report({
      path,
      keyword: 'type',
      message: `must be ${types.map(withArticle).join(' or ')}, but is ${withArticle(typeOf(value))}`,
    });
    return false;
  }
  if ('const' in schema && !isSame(schema.const, value)) {
    report({ path, keyword: 'const', message: `must be ${JSON.stringify(schema.const)}` });
    return false;
  }
  if (isList(allowed) && !allowed.some((candidate) => isSame(candidate, value))) {
    report({
      path,
      keyword: 'enum',
      message: `must be one of ${allowed.map((item) => JSON.stringify(item)).join(', ')}`,
    });
    return false;
  }
  return true;
}

const withArticle = (type: JsonValue): string =>
  type === 'null' ? 'null' : /^[aeio]/.test(String(type)) ? `an ${String(type)}` : `a ${String(type)}`;
const isSame = (left: JsonValue | undefined, right: JsonValue): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

/** Reports when a numeric keyword is there and is broken. */
function limit(
  schema: JsonObject,
  keyword: string,
  { broken, say, context }: { broken: (bound: number) => boolean; say: (bound: number) => string; context: Context },
): void {
  const bound = schema[keyword];
  if (typeof bound === 'number' && broken(bound))
    context.report({ path: context.check.path, keyword, message: say(bound) });
}

function checkText(schema: JsonObject, value: string, context: Context): void {
  const length = Array.from(value).length;
  limit(schema, 'minLength', {
    broken: (bound) => length < bound,
    say: (bound) => (bound === 1 ? 'must not be empty' : `must have ${bound} characters at least`),
    context,
  });
  limit(schema, 'maxLength', {
    broken: (bound) => length > bound,
    say: (bound) => `must have ${bound} characters at most`,
    context,
  });
  const { pattern } = schema;
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) {
    context.report({
      path: context.check.path,
      keyword: 'pattern',
      message: `must match ${pattern}, but is ${JSON.stringify(value)}`,
    });
  }
}

function checkNumber(schema: JsonObject, value: number, context: Context): void {
  limit(schema, 'minimum', { broken: (bound) => value < bound, say: (bound) => `must be ${bound} or more`, context });
  limit(schema, 'maximum', { broken: (bound) => value > bound, say: (bound) => `must be ${bound} or less`, context });
  limit(schema, 'exclusiveMinimum', {
    broken: (bound) => value <= bound,
    say: (bound) => `must be more than ${bound}`,
    context,
  });
}

function checkItems(schema: JsonObject, value: readonly JsonValue[], context: Context): void {
  const { check, report } = context;
  limit(schema, 'minItems', {
    broken: (bound) => value.length < bound,
    say: (bound) => `must have ${bound} items at least`,
    context,
  });
  limit(schema, 'maxItems', {
    broken: (bound) => value.length > bound,
    say: (bound) => `must have ${bound} items at most`,
    context,
  });
  for (const [index, item] of value.entries()) {
    checkValue(schema.items, { ...check, value: item, path: pointerTo(check.path, index) }, report);
  }
}

function checkMembers(schema: JsonObject, value: JsonObject, context: Context): void {
  const { check, report } = context;
  const keys = Object.keys(value);
  limit(schema, 'minProperties', {
    broken: (bound) => keys.length < bound,
    say: (bound) => `must have ${bound} members at least`,
    context,
  });
  for (const name of isList(schema.required) ? schema.required : []) {
    if (!Object.hasOwn(value, String(name)))
      report({ path: check.path, keyword: 'required', message: `must have the member "${String(name)}"` });
  }
  const properties = isObject(schema.properties) ? schema.properties : {};
  for (const key of keys) {
    const path = pointerTo(check.path, key);
    checkValue(schema.propertyNames, { ...check, value: key, path }, report);
    if (Object.hasOwn(properties, key))
      checkValue(properties[key], { ...check, value: value[key] ?? null, path }, report);
    else if (schema.additionalProperties === false) {
      report({
        path,
        keyword: 'additionalProperties',
        message: `has the unknown member "${key}"`,
        known: Object.keys(properties),
      });
    } else checkValue(schema.additionalProperties, { ...check, value: value[key] ?? null, path }, report);
  }
}

function holds(schema: JsonValue, check: Check): boolean {
  let valid = true;
  checkValue(schema, check, () => {
    valid = false;
  });
  return valid;
}

function checkCombinations(schema: JsonObject, check: Check, report: Report): void {
  const { allOf, anyOf, oneOf, if: condition } = schema;
  for (const part of isList(allOf) ? allOf : []) checkValue(part, check, report);
  if (condition !== undefined) checkValue(holds(condition, check) ? schema.then : schema.else, check, report);
  for (const options of [anyOf, oneOf]) {
    if (isList(options) && !options.some((option) => holds(option, check))) {
      report({ path: check.path, keyword: 'oneOf', message: 'must match one of the forms that are allowed here' });
    }
  }
}
