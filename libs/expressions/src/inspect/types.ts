/** Any value, or none: nothing is known. */
export const UNKNOWN = 'unknown';

/** What a value may be: any of the kinds that are set. With none set it never comes to a value. */
export interface KnownType {
  /** There may be no value at all. */
  readonly nothing: boolean;
  readonly null: boolean;
  readonly boolean: boolean;
  readonly number: false | 'integer' | 'number';
  /** Any text, or one of some. */
  readonly string: boolean | readonly string[];
  readonly array: false | ArrayType;
  readonly object: false | ObjectType;
  readonly function: boolean;
}
export interface ArrayType {
  readonly items: InferredType;
  /** JSONata may take its only item in place of it, since it may be a sequence of results. */
  readonly isSequence: boolean;
}
export interface ObjectType {
  /** A member that may be missing has a type with `nothing`. */
  readonly members: ReadonlyMap<string, InferredType>;
  /** What members of other names are; NOTHING when there are none. */
  readonly others: InferredType;
}
export type InferredType = typeof UNKNOWN | KnownType;

export const NEVER: KnownType = {
  ...{ nothing: false, null: false, boolean: false, number: false },
  ...{ string: false, array: false, object: false, function: false },
};
export const NOTHING: KnownType = { ...NEVER, nothing: true };
export const NULL: KnownType = { ...NEVER, null: true };
export const BOOLEAN: KnownType = { ...NEVER, boolean: true };
export const NUMBER: KnownType = { ...NEVER, number: 'number' };
export const INTEGER: KnownType = { ...NEVER, number: 'integer' };
export const STRING: KnownType = { ...NEVER, string: true };
export const FUNCTION: KnownType = { ...NEVER, function: true };

/** More texts than these are any text. */
const MAX_TEXTS = 20;

export function textOf(...texts: readonly string[]): KnownType {
  return { ...NEVER, string: texts.length > MAX_TEXTS ? true : texts };
}

export function arrayOf(items: InferredType): KnownType {
  return { ...NEVER, array: { items, isSequence: false } };
}

/** So many results: none, one of them without an array, or more in an array. It is not settled yet which. */
export function sequenceOf(items: InferredType): KnownType {
  return { ...NEVER, array: { items, isSequence: true } };
}

export function objectOf(
  members: Iterable<readonly [string, InferredType]>,
  others: InferredType = NOTHING,
): KnownType {
  return { ...NEVER, object: { members: new Map([...members].map(withoutPrototype)), others } };
}

/** No result has a member of this name. */
function withoutPrototype([name, type]: readonly [string, InferredType]): readonly [string, InferredType] {
  return [name, name === '__proto__' && type !== UNKNOWN ? { ...type, nothing: true } : type];
}

export const isNever = (type: InferredType): boolean => KINDS.every((kind) => type !== UNKNOWN && type[kind] === false);
export const mayBeNothing = (type: InferredType): boolean => type === UNKNOWN || type.nothing;

export const KINDS = ['nothing', 'null', 'boolean', 'number', 'string', 'array', 'object', 'function'] as const;
export type Kind = (typeof KINDS)[number];
/** The kinds that JSON has. */
export const JSON_KINDS = ['null', 'boolean', 'number', 'string', 'array', 'object'] as const;
export type JsonKind = (typeof JSON_KINDS)[number];

/** A type without some of its kinds. What is unknown stays so. */
export function without(type: InferredType, ...kinds: readonly Kind[]): InferredType {
  if (type === UNKNOWN) return UNKNOWN;
  return { ...type, ...Object.fromEntries(kinds.map((kind) => [kind, false])) };
}

/** A type with only some of its kinds. What is unknown stays so. */
export function only(type: InferredType, ...kinds: readonly Kind[]): InferredType {
  return without(type, ...KINDS.filter((kind) => !kinds.includes(kind)));
}
