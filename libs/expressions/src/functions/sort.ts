import type { Budget } from '../budget.ts';
import { counted, type Callable } from './callbacks.ts';
import { FunctionError, type Focus } from './define.ts';

/** Comparisons between two looks at the clock. */
const COMPARISONS_PER_PAUSE = 2048;

interface Sorting {
  readonly budget: Budget;
  /** What the comparator is called on. */
  readonly focus: Focus;
  readonly comparator: unknown;
}

/** `$sort` with jsonata's order of comparisons, without its quadratic copying and its recursion for each item. */
export async function sort(
  items: readonly unknown[] | undefined,
  { budget, focus, comparator }: Sorting,
): Promise<readonly unknown[] | undefined> {
  if (items === undefined || items.length <= 1) return items;
  if (comparator === undefined && !haveNaturalOrder(items)) {
    throw new FunctionError('D3070', 'Only numbers, or only texts, have an order of their own.', { index: 1 });
  }
  const isAfter = comparator === undefined ? undefined : (counted(comparator, budget) as Callable);
  return sortedFrom(items, 0, items.length, { budget, focus, isAfter, comparisons: 0 });
}

function haveNaturalOrder(items: readonly unknown[]): boolean {
  const isNumber = (item: unknown): boolean => typeof item === 'number' && !Number.isNaN(item);
  return items.every(isNumber) || items.every((item) => typeof item === 'string');
}

interface Comparing {
  readonly budget: Budget;
  readonly focus: Focus;
  /** Undefined for the natural order, which is compared without a promise: a million items take twenty million steps. */
  readonly isAfter: Callable | undefined;
  comparisons: number;
}

async function sortedFrom(
  items: readonly unknown[],
  ...[start, end, comparing]: [number, number, Comparing]
): Promise<unknown[]> {
  if (end - start <= 1) return items.slice(start, end);
  const middle = start + Math.floor((end - start) / 2);
  const left = await sortedFrom(items, start, middle, comparing);
  const right = await sortedFrom(items, middle, end, comparing);
  return merged(left, right, comparing);
}

async function merged(left: readonly unknown[], right: readonly unknown[], comparing: Comparing): Promise<unknown[]> {
  const { budget, focus, isAfter } = comparing;
  const result: unknown[] = [];
  let [fromLeft, fromRight] = [0, 0];
  while (fromLeft < left.length && fromRight < right.length) {
    comparing.comparisons += 1;
    if (comparing.comparisons % COMPARISONS_PER_PAUSE === 0) await budget.pauseWhenDue();
    const [one, other] = [left[fromLeft], right[fromRight]];
    // jsonata takes any true value for yes.
    const isSwapped = isAfter === undefined ? isGreater(one, other) : Boolean(await isAfter.apply(focus, [one, other]));
    if (isSwapped) fromRight += 1;
    else fromLeft += 1;
    result.push(isSwapped ? other : one);
  }
  for (; fromLeft < left.length; fromLeft += 1) result.push(left[fromLeft]);
  for (; fromRight < right.length; fromRight += 1) result.push(right[fromRight]);
  return result;
}

function isGreater(left: unknown, right: unknown): boolean {
  return (left as number) > (right as number);
}
