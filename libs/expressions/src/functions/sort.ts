import { UNITS_PER_ITEM, type Evaluation } from '../evaluation.ts';
import { Fault } from '../fault.ts';
import { mergeSort } from '../merge-sort.ts';
import type { FunctionValue } from '../values/function-value.ts';
import { areNumbers } from '../values/numbers.ts';

/** From so many numbers on, sorting them as such is worth the copying. */
const MANY_NUMBERS = 200;
/** What a comparison costs, in units, and how many characters of a text it reads for one. */
const UNITS_PER_NUMBER_COMPARISON = 2;
const UNITS_PER_TEXT_COMPARISON = 8;
const CHARACTERS_PER_UNIT = 16;

type Values = readonly [items: readonly unknown[] | undefined, comparator: FunctionValue | undefined];

/** `$sort`: in the natural order of numbers or texts, or by a function that tells which pairs are to be swapped. */
export function sort(values: Values, evaluation: Evaluation): readonly unknown[] | undefined {
  const [items, comparator] = values;
  if (items === undefined || items.length <= 1) return items;
  evaluation.checkItems(items.length);
  if (comparator !== undefined) return sortedBy(comparator, items, evaluation);
  if (areNumbers(items)) return sortedNumbers(items, evaluation);
  if (areTexts(items)) return sortedTexts(items, evaluation);
  throw new Fault('D3070', { index: 1 });
}

function areTexts(items: readonly unknown[]): items is readonly string[] {
  for (const item of items) if (typeof item !== 'string') return false;
  return true;
}

/** Levels of halving: a sort compares each item about once on each. */
function levelsOf(items: readonly unknown[]): number {
  return Math.ceil(Math.log2(items.length));
}

function sortedBy(comparator: FunctionValue, items: readonly unknown[], evaluation: Evaluation): readonly unknown[] {
  evaluation.charge(items.length * levelsOf(items) * UNITS_PER_ITEM);
  // Any true value means yes.
  return mergeSort(items, (left, right) => Boolean(comparator.apply([left, right], null, evaluation)));
}

function sortedNumbers(numbers: readonly number[], evaluation: Evaluation): number[] {
  evaluation.charge(numbers.length * levelsOf(numbers) * UNITS_PER_NUMBER_COMPARISON);
  if (numbers.length < MANY_NUMBERS) return numbers.slice().sort((left, right) => left - right);
  return Array.from(Float64Array.from(numbers).sort());
}

function sortedTexts(texts: readonly string[], evaluation: Evaluation): string[] {
  let characters = 0;
  for (const text of texts) characters += text.length;
  const units = texts.length * UNITS_PER_TEXT_COMPARISON + characters / CHARACTERS_PER_UNIT;
  evaluation.charge(characters + Math.ceil(units * levelsOf(texts)));
  // By UTF-16 units, as `>` compares.
  return texts.slice().sort();
}
