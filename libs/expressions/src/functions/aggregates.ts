import { UNITS_PER_ITEM, type Evaluation } from '../evaluation.ts';
import type { FunctionBody } from './define.ts';

type Numbers = readonly [numbers: readonly number[] | undefined];

function total(numbers: readonly number[], evaluation: Evaluation): number {
  evaluation.charge(numbers.length * UNITS_PER_ITEM);
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}

function sum(values: Numbers, evaluation: Evaluation): number | undefined {
  const numbers = values[0];
  return numbers === undefined ? undefined : total(numbers, evaluation);
}

function average(values: Numbers, evaluation: Evaluation): number | undefined {
  const numbers = values[0];
  if (numbers === undefined || numbers.length === 0) return undefined;
  return total(numbers, evaluation) / numbers.length;
}

function max(values: Numbers, evaluation: Evaluation): number | undefined {
  const numbers = values[0];
  if (numbers === undefined || numbers.length === 0) return undefined;
  evaluation.charge(numbers.length * UNITS_PER_ITEM);
  let most = -Infinity;
  for (const number of numbers) most = Math.max(most, number);
  return most;
}

function min(values: Numbers, evaluation: Evaluation): number | undefined {
  const numbers = values[0];
  if (numbers === undefined || numbers.length === 0) return undefined;
  evaluation.charge(numbers.length * UNITS_PER_ITEM);
  let least = Infinity;
  for (const number of numbers) least = Math.min(least, number);
  return least;
}

function count(values: readonly [items: readonly unknown[] | undefined]): number {
  return values[0]?.length ?? 0;
}

export const AGGREGATE_FUNCTIONS: Readonly<Record<string, FunctionBody>> = { sum, average, max, min, count };
