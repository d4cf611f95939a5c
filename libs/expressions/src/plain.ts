import { budgetExceeded } from './errors.ts';
import type { Budget } from './budget.ts';
import { isFunctionValue } from './function-value.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { MAX_RESULT_DEPTH } from './limits.ts';

/** Values that are copied between two pauses. */
const VALUES_PER_PAUSE = 4096;

/**
 * A result as plain JSON of its own: functions are left out, sequences become arrays, nothing is shared with the input,
 * and no key can reach a prototype.
 */
export async function toPlain(value: unknown, budget: Budget): Promise<JsonValue | undefined> {
  const copying = copy(value, { budget, used: { characters: 0, values: 0 } }, 0);
  for (;;) {
    const next = copying.next();
    if (next.done === true) return next.value;
    await budget.checkTime();
  }
}

/** As `toPlain`, for values of moderate size: does not pause. */
export function toPlainAtOnce(value: unknown, budget: Budget): JsonValue | undefined {
  const copying = copy(value, { budget, used: { characters: 0, values: 0 } }, 0);
  for (;;) {
    const next = copying.next();
    if (next.done === true) return next.value;
    budget.failWhenLate();
  }
}

interface Copying {
  readonly budget: Budget;
  readonly used: { characters: number; values: number };
}
type Copy<T> = Generator<undefined, T>;

function* copy(value: unknown, copying: Copying, depth: number): Copy<JsonValue | undefined> {
  count(value, copying, depth);
  if (copying.used.values % VALUES_PER_PAUSE === 0) yield;
  if (typeof value !== 'object' || value === null) return scalar(value);
  if (isFunctionValue(value)) return undefined;
  return Array.isArray(value) ? yield* copyArray(value, copying, depth) : yield* copyObject(value, copying, depth);
}

function* copyArray(items: readonly unknown[], copying: Copying, depth: number): Copy<JsonValue> {
  const copied: JsonValue[] = [];
  for (const item of items) copied.push((yield* copy(item, copying, depth + 1)) ?? null);
  return copied;
}

function* copyObject(value: object, copying: Copying, depth: number): Copy<JsonObject> {
  const entries: [string, JsonValue][] = [];
  for (const [key, member] of Object.entries(value)) {
    const copied = key === '__proto__' ? undefined : yield* copy(member, copying, depth + 1);
    if (copied !== undefined) entries.push([key, copied]);
    copying.used.characters += key.length;
  }
  return Object.fromEntries(entries);
}

function scalar(value: unknown): JsonValue | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return undefined;
}

function count(value: unknown, { budget, used }: Copying, depth: number): void {
  used.values += 1;
  if (typeof value === 'string') used.characters += value.length;
  budget.checkCharacters(used.characters);
  if (used.values > budget.limits.values) {
    throw budgetExceeded('values', `The result has more than ${budget.limits.values} values.`);
  }
  if (depth > MAX_RESULT_DEPTH) throw budgetExceeded('depth', `The result is deeper than ${MAX_RESULT_DEPTH} levels.`);
}

/** Data is never changed, so what was found plain stays plain. */
const foundPlain = new WeakSet();

/** Is this plain JSON already, with no key that could reach a prototype? Then it needs no copy. */
export function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === undefined || scalar(value) === value;
  if (foundPlain.has(value)) return true;
  const plain = hasPlainParts(value, 0);
  if (plain) foundPlain.add(value);
  return plain;
}

function hasPlainParts(value: object, depth: number): boolean {
  if (depth > MAX_RESULT_DEPTH || isFunctionValue(value)) return false;
  const isPart = (part: unknown): boolean =>
    typeof part === 'object' && part !== null ? hasPlainParts(part, depth + 1) : scalar(part) === part;
  if (Array.isArray(value)) return value.every(isPart);
  return !Object.hasOwn(value, '__proto__') && Object.values(value).every(isPart);
}
