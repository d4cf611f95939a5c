import { UNITS_PER_ITEM, type Evaluation } from '../evaluation.ts';
import { isFunctionValue } from './function-value.ts';
import { isNumeric } from './numbers.ts';

/** What a value counts as in a condition; nothing counts as false. */
export function truthOf(value: unknown, evaluation: Evaluation): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'number') return isNumeric(value) && value !== 0;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return anyIsTrue(value, evaluation);
  return !isFunctionValue(value) && hasMembers(value, evaluation);
}

/** Every item is looked at, also past the first that is true: an infinite number among them is an error. */
function anyIsTrue(items: readonly unknown[], evaluation: Evaluation): boolean {
  evaluation.charge((items.length + 1) * UNITS_PER_ITEM);
  let isTrue = false;
  for (const item of items) if (truthOf(item, evaluation)) isTrue = true;
  return isTrue;
}

/** To find one member, the engine lists all of them. */
function hasMembers(value: object, evaluation: Evaluation): boolean {
  const members = Object.keys(value).length;
  evaluation.charge(members);
  return members > 0;
}
