import { KINDS, NEVER, UNKNOWN, type InferredType, type KnownType } from './types.ts';

/** Pairs of parts that are compared. */
const MAX_COMPARED = 2000;

/** Do two types say the same? False also when they are too large to be sure. */
export function isSame(left: InferredType, right: InferredType, budget = { left: MAX_COMPARED }): boolean {
  budget.left -= 1;
  if (left === right) return true;
  if (left === UNKNOWN || right === UNKNOWN || budget.left < 0) return false;
  return (
    KINDS.every((kind) => (left[kind] === false) === (right[kind] === false)) &&
    left.number === right.number &&
    String(left.string) === String(right.string) &&
    haveSameParts(left, right, budget)
  );
}

function haveSameParts(
  { array: leftArray, object: leftObject }: KnownType,
  { array: rightArray, object: rightObject }: KnownType,
  budget: { left: number },
): boolean {
  if (leftArray !== false && rightArray !== false) {
    if (leftArray.isSequence !== rightArray.isSequence || !isSame(leftArray.items, rightArray.items, budget))
      return false;
  }
  if (leftObject === false || rightObject === false) return true;
  return (
    leftObject.members.size === rightObject.members.size &&
    isSame(leftObject.others, rightObject.others, budget) &&
    [...leftObject.members].every(([name, type]) => isSame(type, rightObject.members.get(name) ?? NEVER, budget))
  );
}
