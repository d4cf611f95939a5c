// What the functions of the table give, where their signatures do not tell all of it.
import { EXPRESSION_FUNCTIONS } from '../functions/table.ts';
import { countWithoutContext, parametersIn } from './parameters.ts';
import { join, memberOf } from './join-types.ts';
import { itemsOf } from './type-parts.ts';
import {
  arrayOf,
  BOOLEAN,
  INTEGER,
  isNever,
  mayBeNothing,
  NEVER,
  NOTHING,
  NUMBER,
  objectOf,
  only,
  sequenceOf,
  STRING,
  textOf,
  UNKNOWN,
  without,
  type InferredType,
} from './types.ts';

type Result = (...given: readonly (InferredType | undefined)[]) => InferredType;

/** The result of functions that give nothing when they are given nothing. */
const OF_VALUE: Readonly<Record<string, Result>> = {
  length: () => INTEGER,
  floor: () => INTEGER,
  ceil: () => INTEGER,
  millis: () => INTEGER,
  abs: (number = UNKNOWN) => (isIntegral(number) ? INTEGER : NUMBER),
  round: (_, places) => (places === undefined ? INTEGER : NUMBER),
  sum: (numbers = UNKNOWN) => (isIntegral(itemsOf(numbers)) ? INTEGER : NUMBER),
  max: (numbers = UNKNOWN) => join(isIntegral(itemsOf(numbers)) ? INTEGER : NUMBER, NOTHING),
  min: (numbers = UNKNOWN) => join(isIntegral(itemsOf(numbers)) ? INTEGER : NUMBER, NOTHING),
  average: () => join(NUMBER, NOTHING),
  parseInteger: () => join(NUMBER, NOTHING),
  toMillis: () => join(NUMBER, NOTHING),
  type: () => textOf('null', 'number', 'string', 'boolean', 'array', 'object', 'function'),
  split: () => arrayOf(STRING),
  merge: mergeOf,
  sort: sameItems,
  reverse: sameItems,
  shuffle: sameItems,
  distinct: (values = UNKNOWN) => values,
  spread: spreadOf,
  clone: cloneOf,
  partition: (items = UNKNOWN) => arrayOf(arrayOf(itemsOf(items))),
  range: () => arrayOf(INTEGER),
  error: () => NEVER,
};

/** The result of functions that also take nothing for a value. */
const OF_ANYTHING: Readonly<Record<string, Result>> = {
  count: () => INTEGER,
  exists: () => BOOLEAN,
  assert: () => NOTHING,
  append: appendOf,
  keys: () => sequenceOf(STRING),
  zip: () => arrayOf(arrayOf(UNKNOWN)),
};

/** Letters of the signature for what a function returns. */
const RETURNED: Readonly<Record<string, InferredType>> = { s: STRING, n: NUMBER, b: BOOLEAN };

/** What a function gives for arguments of these types, before it is settled. */
export function resultOf(name: string, given: readonly InferredType[]): InferredType {
  const ofAnything = OF_ANYTHING[name];
  if (ofAnything !== undefined) return ofAnything(...given);
  const known = EXPRESSION_FUNCTIONS.get(name);
  const [, letter = ''] = /:([^:]*)>$/.exec(known?.signature ?? '') ?? [];
  const result = OF_VALUE[name]?.(...given) ?? RETURNED[letter] ?? UNKNOWN;
  const mayBe = given.some(mayBeNothing) || (known !== undefined && mayTakeContext(known.signature, given));
  return mayBe ? join(result, NOTHING) : result;
}

/** May the first argument be missing, so that the context takes its place? */
function mayTakeContext(signature: string, given: readonly InferredType[]): boolean {
  const parameters = parametersIn(signature);
  const [parameter, type] = [parameters[0], given[0]];
  if (parameter?.isFromContext !== true) return false;
  if (type === undefined || type === UNKNOWN || given.length < countWithoutContext(parameters)) return true;
  return KIND_LETTERS.some(([kind, letter]) => type[kind] !== false && !parameter.letters.includes(letter));
}

const KIND_LETTERS = [
  ...([
    ['null', 'l'],
    ['boolean', 'b'],
    ['number', 'n'],
    ['string', 's'],
  ] as const),
  ...([
    ['array', 'a'],
    ['object', 'o'],
    ['function', 'f'],
  ] as const),
];

function isIntegral(type: InferredType): boolean {
  return type !== UNKNOWN && type.number !== 'number' && !isNever(only(type, 'number'));
}

/** A single value becomes an array of one. */
function sameItems(given: InferredType = UNKNOWN): InferredType {
  if (given === UNKNOWN) return UNKNOWN;
  const items = itemsOf(given);
  if (given.array !== false && given.array.isSequence) return sequenceOf(items);
  return isNever(without(given, 'nothing')) ? NEVER : arrayOf(items);
}

function appendOf(left: InferredType = UNKNOWN, right: InferredType = UNKNOWN): InferredType {
  if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN;
  const [some, others] = [without(left, 'nothing'), without(right, 'nothing')];
  return join(
    left.nothing ? right : NEVER,
    right.nothing ? left : NEVER,
    isNever(some) || isNever(others) ? NEVER : arrayOf(join(itemsOf(some), itemsOf(others))),
  );
}

/** Members of one object stay; of several, each may be missing. */
function mergeOf(given: InferredType = UNKNOWN): InferredType {
  const items = itemsOf(given);
  if (given === UNKNOWN || items === UNKNOWN) return objectOf([], UNKNOWN);
  if (items.object === false) return objectOf([]);
  if (given.array === false) return only(items, 'object');
  const { members, others } = items.object;
  return objectOf(
    [...members].map(([name, type]) => [name, join(type, NOTHING)] as const),
    others,
  );
}

function spreadOf(given: InferredType = UNKNOWN): InferredType {
  if (given === UNKNOWN || given.object === false || !isNever(without(given, 'object', 'nothing'))) return UNKNOWN;
  const { members, others } = given.object;
  return sequenceOf(objectOf([], join(...members.values(), others, NOTHING)));
}

function cloneOf(given: InferredType = UNKNOWN): InferredType {
  if (given === UNKNOWN) return UNKNOWN;
  return join(
    given.object === false ? NEVER : objectOf([], UNKNOWN),
    given.array === false ? NEVER : arrayOf(UNKNOWN),
    given.function ? UNKNOWN : NEVER,
  );
}

/** What reading a member gives, before it is settled: of an array, what its items have. */
export function lookUpMember(type: InferredType, name: string): InferredType {
  if (type === UNKNOWN) return UNKNOWN;
  const own = type.object === false ? NEVER : memberOf(type.object, name);
  const ofItems = type.array === false ? NEVER : sequenceOf(itemsOf(lookUpMember(type.array.items, name)));
  const isElse = !isNever(without(type, 'object', 'array'));
  return join(own, ofItems, isElse ? NOTHING : NEVER);
}
