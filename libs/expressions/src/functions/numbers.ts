import { Fault } from '../fault.ts';
import type { FunctionBody } from './define.ts';

/** No number is written longer: a longer text would be searched, and quoted in an error. */
const MAX_NUMBER_CHARACTERS = 1000;
/** As much of a refused text as an error quotes. */
const MAX_QUOTED_CHARACTERS = 50;

const DECIMAL = /^-?\d+(?:\.\d+)?(?:[Ee][-+]?\d+)?$/;
/** As the reference has it: only the first is anchored where it begins, only the last where it ends. */
const PREFIXED = /^0[xX][\dA-Fa-f]+|0[oO][0-7]+|0[bB][01]+$/;

type One = readonly [number: number | undefined];
type Two = readonly [number: number | undefined, other: number | undefined];

function numberOf(values: readonly [value: number | string | boolean | undefined]): number | undefined {
  const value = values[0];
  if (value === undefined || typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : readNumber(value);
}

function readNumber(text: string): number {
  if (text.length > MAX_NUMBER_CHARACTERS) {
    throw new Fault('D3030', { value: `${text.slice(0, MAX_QUOTED_CHARACTERS)}…`, index: 1 });
  }
  const number = Number(text);
  if (DECIMAL.test(text) && Number.isFinite(number)) return number;
  if (PREFIXED.test(text)) return number;
  throw new Fault('D3030', { value: text, index: 1 });
}

/** Times a power of ten, in digits: multiplying would leave binary fractions behind. */
function shifted(number: number, places: number): number {
  const [digits = '', exponent = '0'] = String(number).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}

/** To the nearest whole number, or the even one of two that are as near. */
function halfToEven(number: number): number {
  const nearest = Math.round(number);
  const isOddHalf = Math.abs(nearest - number) === 0.5 && Math.abs(nearest % 2) === 1;
  return isOddHalf ? nearest - 1 : nearest;
}

/** Powers of ten by which multiplying is tried first. */
const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];
/** Below it, what multiplying leaves behind is smaller than the margin around a half. */
const MAX_MULTIPLIED = 1e9;
const NEARLY_HALF = 0.499999;

/** Half to even, at so many places. */
export function rounded(number: number, places: number | undefined): number {
  const result = quicklyRounded(number, places) ?? exactlyRounded(number, places);
  return result === 0 ? 0 : result;
}

/** Undefined where binary fractions might decide. */
function quicklyRounded(number: number, places = 0): number | undefined {
  const power = POWERS[places];
  if (power === undefined) return undefined;
  const multiplied = number * power;
  const nearest = Math.round(multiplied);
  const isClear = Math.abs(multiplied) < MAX_MULTIPLIED && Math.abs(multiplied - nearest) < NEARLY_HALF;
  return isClear ? nearest / power : undefined;
}

function exactlyRounded(number: number, places: number | undefined): number {
  const isShifted = places !== undefined && places !== 0 && !Number.isNaN(places);
  return isShifted ? shifted(halfToEven(shifted(number, places)), -places) : halfToEven(number);
}

function round(values: Two): number | undefined {
  const number = values[0];
  return number === undefined ? undefined : rounded(number, values[1]);
}

function floor(values: One): number | undefined {
  const number = values[0];
  return number === undefined ? undefined : Math.floor(number);
}

function ceil(values: One): number | undefined {
  const number = values[0];
  return number === undefined ? undefined : Math.ceil(number);
}

function abs(values: One): number | undefined {
  const number = values[0];
  return number === undefined ? undefined : Math.abs(number);
}

function sqrt(values: One): number | undefined {
  const number = values[0];
  if (number === undefined) return undefined;
  if (number < 0) throw new Fault('D3060', { value: number, index: 1 });
  return Math.sqrt(number);
}

/** A missing exponent is no number, as in the reference. */
function power(values: Two): number | undefined {
  const [base, exponent = NaN] = values;
  if (base === undefined) return undefined;
  const result = base ** exponent;
  if (!Number.isFinite(result)) throw new Fault('D3061', { value: base, index: 1 });
  return result;
}

function formatBase(values: Two): string | undefined {
  const [number, base = 10] = values;
  if (number === undefined) return undefined;
  const radix = rounded(base, undefined);
  if (!(radix >= 2 && radix <= 36)) throw new Fault('D3100', { value: radix });
  return rounded(number, undefined).toString(radix);
}

export const NUMBER_FUNCTIONS: Readonly<Record<string, FunctionBody>> = {
  ...{ number: numberOf, round, floor, ceil, abs, sqrt, power, formatBase },
};
