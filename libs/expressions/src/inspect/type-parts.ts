import { join } from './join-types.ts';
import { NEVER, NOTHING, NULL, UNKNOWN, without, type InferredType } from './types.ts';

/** Items of the array that a type is, and else the value itself; what JSONata goes through one by one. */
export function itemsOf(type: InferredType): InferredType {
  if (type === UNKNOWN) return UNKNOWN;
  return join(without(type, 'array', 'nothing'), type.array === false ? NEVER : type.array.items);
}

/** What becomes of a sequence when its expression is done: nothing, its only item, or an array. */
export function settle(type: InferredType): InferredType {
  if (type === UNKNOWN || type.array === false || !type.array.isSequence) return type;
  return join(type, NOTHING, type.array.items);
}

/** The same where `[]` asks for an array even of one. */
export function settleKept(type: InferredType): InferredType {
  return type === UNKNOWN || type.array === false || !type.array.isSequence ? type : join(type, NOTHING);
}

/** What becomes of a value in a result: JSON has no functions. */
export function resultType(type: InferredType): InferredType {
  return type !== UNKNOWN && type.function ? join(without(type, 'function'), NOTHING) : type;
}

/** What becomes of an item in a result: an array has no gaps. */
export function resultItem(type: InferredType): InferredType {
  const item = resultType(type);
  return item !== UNKNOWN && item.nothing ? join(without(item, 'nothing'), NULL) : item;
}
