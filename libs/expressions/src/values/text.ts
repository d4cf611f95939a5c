import type { Evaluation } from '../evaluation.ts';
import { Fault } from '../fault.ts';
import { isFunctionValue } from './function-value.ts';
import { measure } from './measure.ts';
import { isNumeric } from './numbers.ts';
import { unwrapped } from './sequence.ts';

/** Digits of a number that are written. */
const MAX_DIGITS = 15;
const THOUSAND = 1000;
/** Any number of them has fewer digits than are written. */
const MAX_THOUSANDTHS = 1e15;
/** Characters for each level of pretty text. */
const INDENTATION = 2;

/** A value as text: JSON for structures, with numbers to 15 digits; nothing for a function. */
export function textOf(value: unknown, evaluation: Evaluation, isPretty = false): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return textOfNumber(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return isFunctionValue(value) ? '' : jsonOf(unwrapped(value), evaluation, isPretty);
}

function textOfNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Fault('D3001', { value });
  const text = String(value);
  return text.length <= MAX_DIGITS ? text : String(rounded(value));
}

/** Without the digits past the 15th, which calculating in binary leaves behind: 0.1 + 0.2. */
export function rounded(value: number): number {
  if (Number.isInteger(value)) return value;
  // Most have three decimals at most, which is known sooner than their digits are written.
  const thousandths = Math.round(value * THOUSAND);
  if (Math.abs(thousandths) < MAX_THOUSANDTHS && thousandths / THOUSAND === value) return value;
  return Number(value.toPrecision(MAX_DIGITS));
}

function jsonOf(value: unknown, evaluation: Evaluation, isPretty: boolean): string {
  const { characters, values, indentations, isExact } = measure(value, evaluation);
  evaluation.checkCharacters(characters + values + (isPretty ? indentations * INDENTATION : 0));
  evaluation.charge(characters);
  const space = isPretty ? INDENTATION : 0;
  return isExact ? JSON.stringify(value, null, space) : JSON.stringify(value, replacer, space);
}

function replacer(_: string, value: unknown): unknown {
  if (typeof value === 'number') return isNumeric(value) ? rounded(value) : value;
  return isFunctionValue(value) ? '' : value;
}
