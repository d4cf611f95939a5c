// jsonata's own functions of arrays that take quadratic time, overflow the stack or cannot be interrupted: the same
// results within the budget.
import type { Budget } from '../budget.ts';
import { budgetExceeded } from '../errors.ts';
import { isFunctionValue } from '../function-value.ts';
import { createShuffler } from '../randomness.ts';
import { withCountedCallbacks } from './callbacks.ts';
import { measured, type FunctionBody } from './define.ts';
import { callNative, nativeBody } from './natives.ts';
import { sort } from './sort.ts';
import { copyStructure } from './structures.ts';

/** Items that are looked at between two pauses. */
const ITEMS_PER_PAUSE = 1024;

/** jsonata unwraps a sequence of one item, unlike an array. */
function asSequence(items: unknown[]): unknown[] {
  return Object.assign(items, { sequence: true });
}

/** What lies in an array, and in the arrays in it. */
function* leavesOf(value: unknown): Generator<unknown, undefined> {
  if (!Array.isArray(value)) yield value;
  else for (const item of value as unknown[]) yield* leavesOf(item);
}

/** Each member of each object as an object of its own; other items as they are. */
async function spread(budget: Budget, value: unknown): Promise<unknown> {
  if (!Array.isArray(value) && !isObject(value)) return value;
  const members: unknown[] = [];
  for (const member of membersOf(value)) {
    members.push(member);
    if (members.length % ITEMS_PER_PAUSE === 0) await budget.pauseWhenDue();
  }
  return asSequence(members);
}

function* membersOf(value: unknown): Generator<unknown, undefined> {
  for (const leaf of leavesOf(value)) {
    if (!isObject(leaf)) yield leaf;
    else for (const key of Object.keys(leaf)) yield Object.fromEntries([[key, (leaf as Members)[key]]]);
  }
}
type Members = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isFunctionValue(value);
}

/** Without the arguments on the stack, of which there cannot be more than some 100,000. */
function extreme(numbers: readonly number[] | undefined, choose: (a: number, b: number) => number): unknown {
  if (numbers === undefined || numbers.length === 0) return undefined;
  return numbers.reduce((best, number) => choose(best, number));
}

function shuffle(budget: Budget, items: readonly unknown[] | undefined): unknown[] | undefined {
  if (items === undefined) return undefined;
  const below = createShuffler(budget);
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
  }
  return shuffled;
}

/** The names of the members of all objects in an array. */
const keysOfAll = measured(async (budget, items: readonly unknown[]) => {
  const names = new Set<string>();
  let looked = 0;
  for (const leaf of leavesOf(items)) {
    if (isObject(leaf)) for (const name of Object.keys(leaf)) names.add(name);
    looked += 1;
    if (looked % ITEMS_PER_PAUSE === 0) await budget.pauseWhenDue();
  }
  return asSequence([...names]);
});

/** More than these are not told from one another. */
const MAX_COMPARED_VALUES = 100_000;

/** Structures count as equal when they have the same members in any order, as jsonata compares them. */
function identityOf(budget: Budget, value: object): unknown {
  if (isFunctionValue(value)) return value;
  if (budget.sizeOf(value) > MAX_COMPARED_VALUES) {
    throw budgetExceeded('values', `Only items of up to ${MAX_COMPARED_VALUES} values are told from one another.`);
  }
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)))
      : member,
  );
}

async function distinct(budget: Budget, value: unknown): Promise<unknown> {
  if (!Array.isArray(value) || value.length <= 1) return value;
  const seenScalars = new Set<unknown>();
  const seenStructures = new Set<unknown>();
  const results: unknown[] = [];
  for (const [index, item] of (value as unknown[]).entries()) {
    const isStructure = typeof item === 'object' && item !== null;
    if (index % ITEMS_PER_PAUSE === 0 || budget.sizeOf(item) > ITEMS_PER_PAUSE) await budget.pauseWhenDue();
    const seen = isStructure ? seenStructures : seenScalars;
    const identity = isStructure ? identityOf(budget, item) : item;
    if (seen.has(identity)) continue;
    seen.add(identity);
    results.push(item);
  }
  return 'sequence' in value ? asSequence(results) : results;
}

function zip(focus: ThisParameterType<FunctionBody>, budget: Budget, arrays: readonly unknown[]): unknown {
  const shortest = Math.min(...arrays.map((array) => (Array.isArray(array) ? array.length : 0)));
  budget.checkItems(shortest * arrays.length);
  return callNative('zip', focus, arrays);
}

export const ARRAY_FUNCTIONS: Readonly<Record<string, FunctionBody>> = {
  map: withCountedCallbacks('map'),
  filter: withCountedCallbacks('filter'),
  single: withCountedCallbacks('single'),
  reduce: withCountedCallbacks('reduce'),
  each: withCountedCallbacks('each'),
  sift: withCountedCallbacks('sift'),
  sort(budget, items: readonly unknown[] | undefined, comparator?: unknown) {
    return sort(items, { budget, focus: this, comparator });
  },
  max: (_, numbers: readonly number[] | undefined) => extreme(numbers, Math.max),
  min: (_, numbers: readonly number[] | undefined) => extreme(numbers, Math.min),
  keys(budget, value: unknown) {
    if (Array.isArray(value)) return keysOfAll.call(this, budget, value as never);
    return asSequence(isObject(value) ? Object.keys(value) : []);
  },
  merge: measured(nativeBody('merge')),
  clone: measured(function (budget, value: unknown) {
    budget.chargeItems(budget.sizeOf(value));
    return copyStructure(budget, value, (part) => callNative('clone', this, [part]));
  }),
  spread: measured((budget, value: unknown) => spread(budget, value)),
  shuffle: (budget, items: readonly unknown[] | undefined) => shuffle(budget, items),
  distinct: measured((budget, value: unknown) => distinct(budget, value)),
  zip(budget, ...arrays: unknown[]) {
    return zip(this, budget, arrays);
  },
};
