import type { Evaluation } from '../evaluation.ts';
import { isFunctionValue } from './function-value.ts';

/** `=`: the same value, or structures with equal parts; the order of members does not count. */
export function areEqual(left: unknown, right: unknown, evaluation: Evaluation): boolean {
  if (typeof left === 'string' && typeof right === 'string') chargeComparing(left, right, evaluation);
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) && Array.isArray(right)) return areEqualArrays(left, right, evaluation);
  if (isFunctionValue(left) || isFunctionValue(right)) return false;
  return areEqualObjects(left as Members, right as Members, evaluation);
}

type Members = Readonly<Record<string, unknown>>;

function areEqualArrays(left: readonly unknown[], right: readonly unknown[], evaluation: Evaluation): boolean {
  if (left.length !== right.length) return false;
  evaluation.chargeItems(left.length);
  for (let index = 0; index < left.length; index += 1) {
    if (!areEqual(left[index], right[index], evaluation)) return false;
  }
  return true;
}

/** An array and an object are compared by their members too, and differ by the length that only one has. */
function areEqualObjects(left: Members, right: Members, evaluation: Evaluation): boolean {
  if (Array.isArray(left) || Array.isArray(right)) return false;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  evaluation.chargeItems(names.length);
  if (!names.every((name) => Object.hasOwn(right, name))) return false;
  return names.every((name) => areEqual(left[name], right[name], evaluation));
}

/** Texts of different lengths are not read to tell them from one another. */
export function chargeComparing(left: string, right: string, evaluation: Evaluation): void {
  if (left.length === right.length) evaluation.charge(left.length);
}
