// Does a value fit a schema of those that are made here? Stricter than JSON Schema where it is not sure: what passes, passes any
// other checker too.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { entriesOf, isList, isObject, listAt, memberOf } from '../json-access.ts';

/** What does not fit, and where; undefined when all does. */
export function findMisfit(schema: JsonValue | undefined, value: JsonValue, path = ''): string | undefined {
  if (schema === true || schema === undefined) return undefined;
  if (!isObject(schema)) return `${at(path)} must not be there`;
  for (const check of CHECKS) {
    const misfit = check(schema, value, path);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

const at = (path: string): string => (path === '' ? 'The value' : `"${path.slice(1)}"`);

type Check = (schema: JsonObject, value: JsonValue, path: string) => string | undefined;

const isSame = (left: JsonValue | undefined, right: JsonValue): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

const IS_TYPE: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: isList,
  object: isObject,
};

const checkType: Check = ({ type }, value, path) => {
  if (type === undefined) return undefined;
  const types = (isList(type) ? type : [type]).filter((name): name is string => typeof name === 'string');
  if (types.some((name) => IS_TYPE[name]?.(value) === true)) return undefined;
  return `${at(path)} must be of type ${types.join(' or ')}`;
};

const checkChoice: Check = (schema, value, path) => {
  if (Object.hasOwn(schema, 'const') && !isSame(schema.const, value))
    return `${at(path)} must be ${JSON.stringify(schema.const)}`;
  const { enum: choices } = schema;
  if (!isList(choices) || choices.some((choice) => isSame(choice, value))) return undefined;
  return `${at(path)} must be one of ${choices
    .slice(0, 20)
    .map((choice) => JSON.stringify(choice))
    .join(', ')}`;
};

/** Each format that is sure; others are taken for broken. */
const FORMATS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/,
  date: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/,
  time: /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/,
  duration: /^P\d+D$/,
  email: /^[a-z0-9]+(?:\.[a-z0-9]+)*@[a-z0-9]+(?:\.[a-z0-9]+)+$/i,
  hostname: /^[a-z0-9]+(?:\.[a-z0-9]+)*$/i,
  ipv4: /^(?:1?\d?\d\.){3}1?\d?\d$/,
  ipv6: /^::1$/,
  uri: /^https?:\/\/[a-z0-9.-]+(?:\/[\w.~/-]*)?(?:\?[\w.~=&-]*)?$/i,
  'uri-reference': /^\/?[\w.~/-]*$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  byte: /^(?:[A-Za-z0-9+/]{4})+$/,
  password: /^[\s\S]*$/,
};
const MAX_INT32 = 2 ** 31 - 1;
/** Formats of numbers. */
const NUMBERS: Readonly<Record<string, (value: number) => boolean>> = {
  int32: (value) => Number.isInteger(value) && Math.abs(value) <= MAX_INT32,
  int64: Number.isInteger,
  float: () => true,
  double: () => true,
};

const checkFormat: Check = ({ format }, value, path) => {
  if (typeof format !== 'string') return undefined;
  const isNumeric = Object.hasOwn(NUMBERS, format);
  if (typeof value === 'number')
    return isNumeric && NUMBERS[format]?.(value) === false ? `${at(path)} must be an ${format}` : undefined;
  if (typeof value !== 'string' || isNumeric) return undefined;
  const isFit = Object.hasOwn(FORMATS, format) && FORMATS[format]?.test(value) === true;
  return isFit ? undefined : `${at(path)} must be a ${format}`;
};

const checkText: Check = ({ minLength, maxLength, pattern }, value, path) => {
  if (typeof value !== 'string') return undefined;
  // In characters, as people count them: JSON Schema Validation §6.3.
  const { length } = Array.from(value);
  if (typeof minLength === 'number' && length < minLength)
    return `${at(path)} must have ${minLength} characters or more`;
  if (typeof maxLength === 'number' && length > maxLength)
    return `${at(path)} must have at most ${maxLength} characters`;
  if (typeof pattern === 'string' && !new RegExp(pattern).test(value)) return `${at(path)} must look like ${pattern}`;
  return undefined;
};

const BOUNDS: readonly (readonly [string, (value: number, bound: number) => boolean])[] = [
  ['minimum', (value, bound) => value >= bound],
  ['maximum', (value, bound) => value <= bound],
  ['exclusiveMinimum', (value, bound) => value > bound],
  ['exclusiveMaximum', (value, bound) => value < bound],
  ['multipleOf', (value, bound) => Number.isInteger(value / bound)],
];

const checkNumber: Check = (schema, value, path) => {
  if (typeof value !== 'number') return undefined;
  const broken = BOUNDS.find(([name, fits]) => {
    const bound = schema[name];
    return typeof bound === 'number' && !fits(value, bound);
  });
  return broken === undefined ? undefined : `${at(path)} is against its ${broken[0]}`;
};

const checkMembers: Check = (schema, value, path) => {
  if (!isObject(value)) return undefined;
  for (const name of listAt(schema, 'required')) {
    if (typeof name === 'string' && !Object.hasOwn(value, name)) return `${at(`${path}/${name}`)} is missing`;
  }
  const { properties, patternProperties, additionalProperties } = schema;
  for (const [name, member] of Object.entries(value)) {
    const own = memberOf(properties, name);
    const matching = entriesOf(patternProperties).filter(([pattern]) => new RegExp(pattern).test(name));
    const isNamed = own !== undefined || matching.length > 0;
    const schemas = isNamed ? [own, ...matching.map(([, found]) => found)] : [additionalProperties];
    if (!isNamed && additionalProperties === false) return `${at(`${path}/${name}`)} is not known here`;
    const misfit = firstMisfit(schemas, member, `${path}/${name}`);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
};

function firstMisfit(schemas: readonly (JsonValue | undefined)[], value: JsonValue, path: string): string | undefined {
  for (const schema of schemas) {
    const misfit = findMisfit(schema, value, path);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

const checkItems: Check = (schema, value, path) => {
  if (!isList(value)) return undefined;
  const { minItems, maxItems, uniqueItems, items } = schema;
  if (typeof minItems === 'number' && value.length < minItems) return `${at(path)} must have ${minItems} items or more`;
  if (typeof maxItems === 'number' && value.length > maxItems) return `${at(path)} must have at most ${maxItems} items`;
  if (uniqueItems === true && new Set(value.map((item) => JSON.stringify(item))).size < value.length)
    return `${at(path)} must not have an item twice`;
  const first = listAt(schema, 'prefixItems');
  for (const [index, item] of value.entries()) {
    const misfit = findMisfit(first[index] ?? items, item, `${path}/${index}`);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
};

const checkCombinations: Check = (schema, value, path) => {
  const { anyOf, oneOf, not } = schema;
  const part = firstMisfit(listAt(schema, 'allOf'), value, path);
  if (part !== undefined) return part;
  if (isList(anyOf) && anyOf.every((alternative) => findMisfit(alternative, value, path) !== undefined))
    return findMisfit(anyOf[0], value, path);
  if (isList(oneOf) && oneOf.filter((alternative) => findMisfit(alternative, value, path) === undefined).length !== 1)
    return `${at(path)} must fit one alternative, and no other`;
  return not === undefined || findMisfit(not, value, path) !== undefined ? undefined : `${at(path)} must not be there`;
};

const CHECKS: readonly Check[] = [
  checkType,
  checkChoice,
  checkFormat,
  checkText,
  checkNumber,
  checkMembers,
  checkItems,
  checkCombinations,
];
