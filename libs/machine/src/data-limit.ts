import { StateFailure } from './failure.ts';
import type { Variables } from './host.ts';
import type { JsonValue } from './json.ts';

/** Of one evaluated field, and of all variables of a run, in characters of JSON. */
const MAX_VALUE_CHARACTERS = 16 * 1024 * 1024;
const MAX_VARIABLES_CHARACTERS = 64 * 1024 * 1024;
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

/** Fails the state whose field became too large to be kept, copied and shown. */
export function requireSmall(value: JsonValue, field: string): void {
  requireAtMost(MAX_VALUE_CHARACTERS, sizeOf(value), `The value of the field '${field}'`);
}

/** Fails the state whose `Assign` would make all variables too large, or touches those of the machine around. */
export function requireRoom(outer: Variables, variables: Variables, assigned: Variables): void {
  // As in AWS, a name belongs to the scope that assigns it: other threads read what is around them.
  const taken = Object.keys(assigned).find((name) => Object.hasOwn(outer, name));
  if (taken !== undefined) {
    const cause = `The variable "${taken}" belongs to the machine around this one, which alone may assign it.`;
    throw new StateFailure('States.Runtime', cause);
  }
  const all = Object.values({ ...outer, ...variables, ...assigned });
  const size = all.reduce<number>((sum, value) => sum + sizeOf(value), 0);
  requireAtMost(MAX_VARIABLES_CHARACTERS, size, 'The variables of the run');
}

function requireAtMost(limit: number, size: number, what: string): void {
  if (size <= limit) return;
  const cause = `${what} would take ${size} characters of JSON, but may take ${limit}. Keep large data in a file.`;
  throw new StateFailure('States.DataLimitExceeded', cause);
}
