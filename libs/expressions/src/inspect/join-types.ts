import { NEVER, NOTHING, textOf, UNKNOWN, type InferredType, type KnownType, type ObjectType } from './types.ts';

/** A value of any of the types. */
export function join(...types: readonly InferredType[]): InferredType {
  const joined: Joined = new Map();
  return types.reduce((left, right) => joinTwo(left, right, joined), NEVER);
}

/** Objects that have been joined: their parts may be the same ones many times over. */
type Joined = Map<ObjectType, Map<ObjectType, ObjectType>>;

function joinTwo(left: InferredType, right: InferredType, joined: Joined): InferredType {
  if (left === right) return left;
  if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN;
  return {
    nothing: left.nothing || right.nothing,
    null: left.null || right.null,
    boolean: left.boolean || right.boolean,
    number: joinNumbers(left.number, right.number),
    string: joinTexts(left.string, right.string),
    array: joinArrays(left.array, right.array, joined),
    object: joinObjects(left.object, right.object, joined),
    function: left.function || right.function,
  };
}

function joinNumbers(left: KnownType['number'], right: KnownType['number']): KnownType['number'] {
  return left === 'number' || right === 'number' ? 'number' : left || right;
}

function joinTexts(left: KnownType['string'], right: KnownType['string']): KnownType['string'] {
  if (left === false || right === false) return left || right;
  return left === true || right === true ? true : textOf(...new Set([...left, ...right])).string;
}

function joinArrays(left: KnownType['array'], right: KnownType['array'], joined: Joined): KnownType['array'] {
  if (left === false || right === false) return left || right;
  return { items: joinTwo(left.items, right.items, joined), isSequence: left.isSequence || right.isSequence };
}

function joinObjects(left: KnownType['object'], right: KnownType['object'], joined: Joined): KnownType['object'] {
  if (left === false || right === false) return left || right;
  const known = joined.get(left)?.get(right);
  if (known !== undefined) return known;
  const names = new Set([...left.members.keys(), ...right.members.keys()]);
  const result = {
    members: new Map(
      [...names].map((name) => [name, joinTwo(memberOf(left, name), memberOf(right, name), joined)] as const),
    ),
    others: joinTwo(left.others, right.others, joined),
  };
  if (!joined.has(left)) joined.set(left, new Map());
  joined.get(left)?.set(right, result);
  return result;
}

/** The type of a member; NOTHING among its kinds when it may be missing. */
export function memberOf({ members, others }: ObjectType, name: string): InferredType {
  return members.get(name) ?? join(others, NOTHING);
}

/** A value of both types; wider than that where it cannot be told. */
export function meet(left: InferredType, right: InferredType): InferredType {
  if (left === UNKNOWN) return right;
  if (right === UNKNOWN) return left;
  return {
    nothing: left.nothing && right.nothing,
    null: left.null && right.null,
    boolean: left.boolean && right.boolean,
    number: meetNumbers(left.number, right.number),
    string: meetTexts(left.string, right.string),
    array: left.array && right.array && { ...left.array, items: meet(left.array.items, right.array.items) },
    object: left.object && right.object && meetObjects(left.object, right.object),
    function: left.function && right.function,
  };
}

function meetNumbers(left: KnownType['number'], right: KnownType['number']): KnownType['number'] {
  if (left === false || right === false) return false;
  return left === 'integer' ? left : right;
}

function meetTexts(left: KnownType['string'], right: KnownType['string']): KnownType['string'] {
  if (left === true || left === false) return left && right;
  if (right === true || right === false) return right && left;
  const both = left.filter((text) => right.includes(text));
  return both.length > 0 && both;
}

function meetObjects(left: ObjectType, right: ObjectType): ObjectType {
  const names = new Set([...left.members.keys(), ...right.members.keys()]);
  return {
    members: new Map([...names].map((name) => [name, meet(memberOf(left, name), memberOf(right, name))])),
    others: meet(left.others, right.others),
  };
}
