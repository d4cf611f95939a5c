import { budgetExceeded } from './errors.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { MAX_RESULT_DEPTH, type ExpressionLimits } from './limits.ts';
import { isFunctionValue } from './values/function-value.ts';
import { isMarked } from './values/sequence.ts';

/** What a structure that is plain already holds. */
interface Extent {
  readonly values: number;
  readonly characters: number;
  readonly depth: number;
}
/** Structures that were found plain before: nobody writes to them, so they stay so. */
const foundPlain = new WeakMap<object, Extent>();
/** Smaller ones are looked through again. */
const VALUES_WORTH_REMEMBERING = 64;
/** Most results have what they share with the input near their top. */
const LEVELS_WORTH_ASKING = 2;
/** And in results that are larger than this, parts may appear again and again. */
const VALUES_WORTH_ASKING = 20_000;

/**
 * A result as plain JSON: functions are left out, sequences become arrays, numbers are such as JSON can write, and no
 * key can reach a prototype. Parts that are so already are shared with the input: nobody writes to them.
 */
export function toPlain(value: unknown, { limits }: Limited): JsonValue | undefined {
  return isScalar(value) ? plainScalar(value, limits) : new Copying(limits, true).plain(value as object, 0);
}

/** As `toPlain`, in the middle of an evaluation: a transformation may change the value afterwards. */
export function toPlainForNow(value: unknown, { limits }: Limited): JsonValue | undefined {
  return isScalar(value) ? plainScalar(value, limits) : new Copying(limits, false).plain(value as object, 0);
}

interface Limited {
  readonly limits: ExpressionLimits;
}

class Copying {
  readonly #limits: ExpressionLimits;
  readonly #isFinal: boolean;
  #characters = 0;
  #values = 0;
  #deepest = 0;

  constructor(limits: ExpressionLimits, isFinal: boolean) {
    this.#limits = limits;
    this.#isFinal = isFinal;
  }

  plain(value: object, depth: number): JsonValue | undefined {
    const isArray = Array.isArray(value);
    // To look something up takes as long as to look through some members.
    const isWorthAsking = depth <= LEVELS_WORTH_ASKING || this.#values > VALUES_WORTH_ASKING;
    const extent = isWorthAsking ? foundPlain.get(value) : undefined;
    if (extent !== undefined) {
      this.#reach(depth + extent.depth);
      this.#count(extent.values, extent.characters);
      return value as JsonValue;
    }
    const before = { values: this.#values, characters: this.#characters, deepest: this.#deepest };
    this.#deepest = 0;
    this.#reach(depth);
    this.#count(1, 0);
    if (isFunctionValue(value)) return undefined;
    const made = isArray ? this.#array(value, depth) : this.#object(value, depth);
    const values = this.#values - before.values;
    if (this.#isFinal && made === value && values >= VALUES_WORTH_REMEMBERING) {
      const characters = this.#characters - before.characters;
      foundPlain.set(value, { values, characters, depth: this.#deepest - depth });
    }
    this.#deepest = Math.max(this.#deepest, before.deepest);
    return made;
  }

  #reach(depth: number): void {
    if (depth > MAX_RESULT_DEPTH) {
      throw budgetExceeded('depth', `The result is deeper than ${MAX_RESULT_DEPTH} levels.`);
    }
    if (depth > this.#deepest) this.#deepest = depth;
  }

  #array(items: readonly unknown[], depth: number): JsonValue {
    let copy: JsonValue[] | undefined = isMarked(items) ? [] : undefined;
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index];
      const made = this.#part(item, depth + 1) ?? null;
      if (copy === undefined && !isSame(made, item)) copy = items.slice(0, index) as JsonValue[];
      copy?.push(made);
    }
    return copy ?? (items as readonly JsonValue[]);
  }

  #object(value: object, depth: number): JsonObject {
    const members = value as Readonly<Record<string, unknown>>;
    let copy: Record<string, JsonValue> | undefined = isOrdinary(value) ? undefined : {};
    // Faster than a list of the names: nothing that is listed is inherited here.
    for (const name in members) {
      const member = members[name];
      this.#characters += name.length;
      const found = this.#part(member, depth + 1);
      const made = name === '__proto__' ? undefined : found;
      if (copy === undefined && (made === undefined || !isSame(made, member))) copy = membersBefore(name, members);
      if (made !== undefined && copy !== undefined) copy[name] = made;
    }
    return copy ?? (members as JsonObject);
  }

  #part(value: unknown, depth: number): JsonValue | undefined {
    if (typeof value === 'object' && value !== null) return this.plain(value, depth);
    this.#count(1, typeof value === 'string' ? value.length : 0);
    return plainScalar(value, this.#limits);
  }

  #count(values: number, characters: number): void {
    this.#values += values;
    this.#characters += characters;
    checkCharacters(this.#characters, this.#limits);
    if (this.#values > this.#limits.values) {
      throw budgetExceeded('values', `The result has more than ${this.#limits.values} values.`);
    }
  }
}

/** The members that were found plain before one was not. */
function membersBefore(name: string, members: Readonly<Record<string, unknown>>): Record<string, JsonValue> {
  const entries = Object.entries(members);
  return Object.fromEntries(entries.slice(0, Object.keys(members).indexOf(name))) as Record<string, JsonValue>;
}

function isOrdinary(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

/** `Object.is`, which is slower for the texts that most values are. */
function isSame(made: unknown, value: unknown): boolean {
  return made === value && (made !== 0 || Object.is(made, value));
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** What JSON cannot write becomes `null`, as `JSON.stringify` has it; and its zero has no sign. */
function plainScalar(value: unknown, limits: ExpressionLimits): JsonValue | undefined {
  if (typeof value === 'string') {
    checkCharacters(value.length, limits);
    return value;
  }
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'number') return undefined;
  if (value === 0) return 0;
  return Number.isFinite(value) ? value : null;
}

function checkCharacters(characters: number, { characters: most }: ExpressionLimits): void {
  if (characters > most) {
    throw budgetExceeded('characters', `The result has more than ${most} characters.`);
  }
}
