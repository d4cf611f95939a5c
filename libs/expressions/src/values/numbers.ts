import { Fault } from '../fault.ts';

/** A number that can be calculated with. Throws D1001 for an infinite one; NaN is none. */
export function isNumeric(value: unknown): value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) return false;
  if (Number.isFinite(value)) return true;
  throw new Fault('D1001', { value });
}

/** Is every item a number? */
export function areNumbers(items: readonly unknown[]): items is readonly number[] {
  let found = true;
  for (const item of items) if (!isNumeric(item)) found = false;
  return found;
}
