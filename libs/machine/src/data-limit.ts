import { StateFailure } from './failure.ts';
import type { RunLimits, Variables } from './host.ts';
import type { JsonValue } from './json.ts';
import { requireAtMost } from './limits.ts';
import type { Step } from './thread.ts';

/** A number has as many on average; its text is not made only to be counted. */
const SCALAR_CHARACTERS = 8;

/** Sizes of what it takes time to count; remembering the others would take longer. */
const SIZES = new WeakMap<object, number>();
const MIN_REMEMBERED_CHARACTERS = 512;

/** About the characters of a value's JSON: escapes are not counted. Parts that a value shares count each time. */
export function sizeOf(value: JsonValue): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return SCALAR_CHARACTERS;
  const known = SIZES.get(value);
  if (known !== undefined) return known;
  let size = 2;
  if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) size += sizeOf(item) + 1;
  else {
    const members = value as Readonly<Record<string, JsonValue>>;
    for (const key of Object.keys(members)) size += key.length + sizeOf(members[key] ?? null) + 4;
  }
  if (size >= MIN_REMEMBERED_CHARACTERS) SIZES.set(value, size);
  return size;
}

/** The value; fails the state with one that is too large to be kept, copied and shown. */
export function requireSmall(value: JsonValue, what: string, { value: limit }: RunLimits): JsonValue {
  requireAtMost('limit.value', `Characters of JSON in ${what}`, { limit, actual: sizeOf(value) });
  return value;
}

/** Fails the state whose `Assign` would make all variables too large, or touches those of the machine around. */
export function requireRoom({ thread, variables }: Step, assigned: Variables): void {
  const { outer, run } = thread;
  // As in AWS, a name belongs to the scope that assigns it: other threads read what is around them.
  const taken = Object.keys(assigned).find((name) => Object.hasOwn(outer, name));
  if (taken !== undefined) {
    const cause = `The variable "${taken}" belongs to the machine around this one, which alone may assign it.`;
    throw new StateFailure('States.Runtime', cause);
  }
  const all = Object.values({ ...outer, ...variables, ...assigned });
  const actual = all.reduce<number>((sum, value) => sum + sizeOf(value), 0);
  requireAtMost('limit.variables', 'Characters of JSON in all variables', { limit: run.limits.variables, actual });
}
