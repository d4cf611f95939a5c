// The part of JSON Schema 2020-12 that our documents and connectors use, interpreted: the designer's workers run under a
// policy that forbids compiling code, and the same checks must hold there. See docs/adr/0001-own-schema-interpreter.md.
import type { JsonObject, JsonValue } from '../json.ts';
import { isList, isObject } from './json-kinds.ts';
import { pointerTo } from './pointer.ts';
import { quote } from './quote.ts';

export interface SchemaViolation {
  readonly path: string;
  readonly message: string;
  /** The keyword that failed; `expression` where an open value does not fit. */
  readonly keyword: string;
  /** For an unknown member: the names that exist. */
  readonly known?: readonly string[];
}
interface Check {
  readonly value: JsonValue;
  readonly path: string;
  /** Members that must not be looked at: expressions, whose values are not known yet. */
  readonly isOpen: (value: JsonValue) => boolean;
  readonly misfitOf: (open: JsonValue, schema: JsonObject) => string | undefined;
  /** Whether a text has a pattern; `undefined` where that cannot be said. */
  readonly matches: (pattern: string, text: string) => boolean | undefined;
  /** What `#/$defs/<name>` names. */
  readonly definitions: JsonValue | undefined;
}
type Report = (violation: SchemaViolation) => void;
interface Context {
  readonly check: Check;
  readonly report: Report;
}

/**
 * Every violation of the schema, in document order. `isOpen` names values to leave alone, but for what `misfitOf` knows. Patterns
 * are JavaScript's; where strangers write them, or send what they are held against, `matches` is to bound their time.
 */
export function checkSchema(
  schema: JsonValue,
  value: JsonValue,
  {
    path = '',
    isOpen = () => false,
    misfitOf = () => undefined,
    matches = matchesHere,
  }: Partial<Omit<Check, 'value' | 'definitions'>> = {},
): readonly SchemaViolation[] {
  const found: SchemaViolation[] = [];
  const definitions = isObject(schema) ? schema.$defs : undefined;
  checkValue(schema, { value, path, isOpen, misfitOf, matches, definitions }, (violation) => found.push(violation));
  return found;
}

const DEFINITION = '#/$defs/';
/** Other references lead out of what we check. */
function definitionOf(reference: JsonValue | undefined, { definitions }: Check): JsonValue | undefined {
  if (typeof reference !== 'string' || !reference.startsWith(DEFINITION) || !isObject(definitions)) return undefined;
  const name = reference.slice(DEFINITION.length);
  return Object.hasOwn(definitions, name) ? definitions[name] : undefined;
}

function checkValue(schema: JsonValue | undefined, check: Check, report: Report): void {
  if (!isObject(schema)) return;
  const referred = definitionOf(schema.$ref, check);
  if (referred !== undefined) {
    checkValue(referred, check, report);
    return;
  }
  if (check.isOpen(check.value)) {
    const given = check.misfitOf(check.value, schema);
    if (given !== undefined)
      report({ path: check.path, keyword: 'expression', message: `does not fit: the expression gives ${given}` });
    return;
  }
  if (!checkKind(schema, check, report)) return;
  const { value } = check;
  const context = { check, report };
  if (typeof value === 'string') checkText(schema, value, context);
  if (typeof value === 'number') checkNumber(schema, value, context);
  if (isList(value)) checkItems(schema, value, context);
  if (isObject(value)) checkMembers(schema, value, context);
  checkCombinations(schema, check, report);
}

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function hasType(value: JsonValue, type: string): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
}

/** The texts of a keyword that takes one or a list. */
const textsOf = (value: JsonValue | undefined): readonly string[] =>
  (isList(value) ? value : [value]).filter((item) => typeof item === 'string');

function checkKind(schema: JsonObject, { value, path }: Check, report: Report): boolean {
  const types = textsOf(schema.type);
  if (types.length > 0 && !types.some((type) => hasType(value, type))) {
    const message = `must be ${types.map(withArticle).join(' or ')}, but is ${withArticle(typeOf(value))}`;
    report({ path, keyword: 'type', message });
    return false;
  }
  const { const: only, enum: allowed } = schema;
  if (only !== undefined && !isSame(only, value)) {
    report({ path, keyword: 'const', message: `must be ${JSON.stringify(only)}` });
    return false;
  }
  if (isList(allowed) && !allowed.some((candidate) => isSame(candidate, value))) {
    const message = `must be one of ${allowed.map((item) => JSON.stringify(item)).join(', ')}`;
    report({ path, keyword: 'enum', message });
    return false;
  }
  return true;
}

function withArticle(type: string): string {
  if (type === 'null') return type;
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

const isSame = (left: JsonValue, right: JsonValue): boolean => JSON.stringify(left) === JSON.stringify(right);

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

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Lengths are code points, as JSON Schema counts; of a huge text no more of them than matter. */
function checkText(schema: JsonObject, value: string, context: Context): void {
  limit(schema, 'minLength', {
    broken: (bound) => value.length < 2 * bound && Array.from(value).length < bound,
    say: (bound) => (bound === 1 ? 'must not be empty' : `must have ${counted(bound, 'character')} at least`),
    context,
  });
  limit(schema, 'maxLength', {
    broken: (bound) => value.length > bound && Array.from(value.slice(0, 2 * bound + 2)).length > bound,
    say: (bound) => `must have ${counted(bound, 'character')} at most`,
    context,
  });
  const { pattern, patternMessage } = schema;
  const fits = typeof pattern !== 'string' || context.check.matches(pattern, value);
  if (fits === true) return;
  if (fits === undefined) {
    const message = `cannot be checked: ${quote(pattern)} is no pattern that is known here`;
    context.report({ path: context.check.path, keyword: 'patternUnknown', message });
    return;
  }
  const message =
    typeof patternMessage === 'string' ? patternMessage : `must match ${quote(pattern)}, but is ${quote(value)}`;
  context.report({ path: context.check.path, keyword: 'pattern', message });
}

const EVERYTHING = /(?:)/;
const MAX_PATTERNS = 500;
const PATTERNS = new Map<string, RegExp>();

function matchesHere(pattern: string, text: string): boolean {
  const known = PATTERNS.get(pattern);
  if (known !== undefined) return known.test(text);
  if (PATTERNS.size >= MAX_PATTERNS) PATTERNS.clear();
  PATTERNS.set(pattern, compile(pattern));
  return matchesHere(pattern, text);
}

/** A connector's pattern may be no regular expression of ours: then the host, which checks every call, decides. */
function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return EVERYTHING;
  }
}

function checkNumber(schema: JsonObject, value: number, context: Context): void {
  limit(schema, 'minimum', { broken: (bound) => value < bound, say: (bound) => `must be ${bound} or more`, context });
  limit(schema, 'maximum', { broken: (bound) => value > bound, say: (bound) => `must be ${bound} or less`, context });
  const more = {
    broken: (bound: number) => value <= bound,
    say: (bound: number) => `must be more than ${bound}`,
    context,
  };
  limit(schema, 'exclusiveMinimum', more);
  const less = {
    broken: (bound: number) => value >= bound,
    say: (bound: number) => `must be less than ${bound}`,
    context,
  };
  limit(schema, 'exclusiveMaximum', less);
}

function limitCount(
  schema: JsonObject,
  { least, most, noun, count }: Readonly<Record<'least' | 'most' | 'noun', string>> & { readonly count: number },
  context: Context,
): void {
  const say = (bound: number): string => `must have ${counted(bound, noun)} at`;
  limit(schema, least, { broken: (bound) => count < bound, say: (bound) => `${say(bound)} least`, context });
  limit(schema, most, { broken: (bound) => count > bound, say: (bound) => `${say(bound)} most`, context });
}

function checkItems(schema: JsonObject, value: readonly JsonValue[], context: Context): void {
  const { check, report } = context;
  limitCount(schema, { least: 'minItems', most: 'maxItems', noun: 'item', count: value.length }, context);
  for (const [index, item] of value.entries()) {
    checkValue(schema.items, { ...check, value: item, path: pointerTo(check.path, index) }, report);
  }
}

function checkMembers(schema: JsonObject, value: JsonObject, context: Context): void {
  const { check, report } = context;
  const members = Object.entries(value);
  const count = members.length;
  limitCount(schema, { least: 'minProperties', most: 'maxProperties', noun: 'member', count }, context);
  for (const name of textsOf(schema.required)) {
    if (!Object.hasOwn(value, name))
      report({ path: check.path, keyword: 'required', message: `must have the member "${name}"` });
  }
  const shape: Shape = {
    properties: isObject(schema.properties) ? schema.properties : {},
    patterns: isObject(schema.patternProperties) ? Object.entries(schema.patternProperties) : [],
    names: schema.propertyNames,
    others: schema.additionalProperties,
  };
  for (const [key, part] of members) checkMember(key, shape, { report, check: { ...check, value: part } });
}

/** What an object's schema says of its members. */
interface Shape {
  readonly properties: JsonObject;
  readonly patterns: readonly (readonly [string, JsonValue])[];
  readonly names: JsonValue | undefined;
  readonly others: JsonValue | undefined;
}

function checkMember(key: string, { properties, patterns, names, others }: Shape, { check, report }: Context): void {
  const path = pointerTo(check.path, key);
  if (names !== undefined) checkValue(names, { ...check, value: key, path }, report);
  const isNamed = Object.hasOwn(properties, key);
  if (isNamed) checkValue(properties[key], { ...check, path }, report);
  const matching = patterns.filter(([pattern]) => check.matches(pattern, key) === true);
  for (const [, part] of matching) checkValue(part, { ...check, path }, report);
  if (isNamed || matching.length > 0) return;
  checkValue(others, { ...check, path }, report);
  if (others !== false) return;
  const message = `has the unknown member ${quote(key)}`;
  report({ path, keyword: 'additionalProperties', message, known: Object.keys(properties) });
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
  // `oneOf` as `anyOf`: while expressions are open, more than one form may still fit.
  for (const options of [anyOf, oneOf]) {
    if (isList(options) && !options.some((option) => holds(option, check))) {
      report({ path: check.path, keyword: 'oneOf', message: 'must match one of the forms that are allowed here' });
    }
  }
}
