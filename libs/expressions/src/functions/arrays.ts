import { UNITS_PER_ITEM, type Evaluation } from '../evaluation.ts';
import { createShuffler } from '../randomness.ts';
import type { FunctionBody } from './define.ts';
import { distinct } from './distinct.ts';
import { sort } from './sort.ts';

type Items = readonly [items: readonly unknown[] | undefined];

function append(values: readonly [unknown, unknown], evaluation: Evaluation): unknown {
  const [first, second] = values;
  if (first === undefined) return second;
  if (second === undefined) return first;
  const one: readonly unknown[] = Array.isArray(first) ? first : [first];
  const other: readonly unknown[] = Array.isArray(second) ? second : [second];
  const size = one.length + other.length;
  evaluation.checkItems(size);
  evaluation.charge(size * UNITS_PER_ITEM);
  return one.concat(other);
}

function reverse(values: Items, evaluation: Evaluation): readonly unknown[] | undefined {
  const items = values[0];
  if (items === undefined || items.length <= 1) return items;
  evaluation.checkItems(items.length);
  evaluation.chargeItems(items.length);
  return items.slice().reverse();
}

/** As long as the shortest; a missing array is empty. */
function zip(arrays: readonly (readonly unknown[] | undefined)[], evaluation: Evaluation): unknown[][] {
  const shortest = arrays.reduce((least, array) => Math.min(least, array?.length ?? 0), Infinity);
  evaluation.checkItems(shortest * arrays.length);
  evaluation.chargeItems(shortest * (arrays.length + 1));
  const results: unknown[][] = [];
  for (let index = 0; index < shortest; index += 1) {
    const row: unknown[] = [];
    for (const array of arrays) row.push(array?.[index]);
    results.push(row);
  }
  return results;
}

function shuffle(values: Items, evaluation: Evaluation): readonly unknown[] | undefined {
  const items = values[0];
  if (items === undefined) return undefined;
  evaluation.checkItems(items.length);
  evaluation.chargeItems(items.length);
  // Drawn also where there is nothing to shuffle: what is drawn afterwards does not depend on it.
  const below = createShuffler(evaluation);
  const shuffled = items.slice();
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    const moved = shuffled[last];
    shuffled[last] = shuffled[other];
    shuffled[other] = moved;
  }
  return shuffled;
}

export const ARRAY_FUNCTIONS: Readonly<Record<string, FunctionBody>> = {
  ...{ append, reverse, zip, shuffle, sort, distinct },
};
