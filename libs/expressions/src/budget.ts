import { budgetExceeded } from './errors.ts';
import type { ExpressionLimits } from './limits.ts';
import { isFunctionValue } from './function-value.ts';
import { Siblings } from './siblings.ts';
import { endTurn, isSliceOver, takeTurn } from './turns.ts';

/** Steps, or work that is worth as many, between two looks at the clock. */
const WORK_PER_CLOCK_CHECK = 128;
/** Items, or characters, that are as much work as one step. */
const ITEMS_PER_STEP = 64;
const CHARACTERS_PER_STEP = 4096;
/** In a structure, so many characters of a text count as one more value. */
const CHARACTERS_PER_VALUE = 8;
/** Parts of a structure that are measured between two pauses. */
const PARTS_PER_PAUSE = 4096;

/** What one evaluation has used, and what else belongs to it alone: its time and its source of randomness. */
export class Budget {
  readonly limits: ExpressionLimits;
  readonly nowMs: number;
  readonly seed: string;
  /** Random values drawn so far. */
  drawn = 0;
  #steps = 0;
  #work = 0;
  #pause: Promise<void> | undefined;
  #busyMs = 0;
  #runningSince = performance.now();
  #measured = 0;
  readonly #sizes = new WeakMap<object, number>();
  readonly siblings = new Siblings();

  constructor(limits: ExpressionLimits, { nowMs, seed }: { readonly nowMs: number; readonly seed: string }) {
    this.limits = limits;
    this.nowMs = nowMs;
    this.seed = seed;
  }

  /** Counts one step at a depth of nesting. Gives a promise when others must be let in first. */
  step(depth = 0): Promise<void> | undefined {
    this.countStep(depth);
    return this.#charge(1);
  }

  /** As `step`, where nothing can wait. */
  countStep(depth = 0): void {
    if (depth > this.limits.depth) {
      throw budgetExceeded('depth', `The expression nests deeper than ${this.limits.depth} levels.`, 'D1011');
    }
    this.#steps += 1;
    if (this.#steps > this.limits.steps) {
      throw budgetExceeded('steps', `The expression took more than ${this.limits.steps} steps.`);
    }
  }

  /** Counts work by the size of its result, which is checked as well. Gives a promise as `step` does. */
  chargeFor(result: unknown): Promise<void> | undefined {
    if (typeof result === 'string') {
      this.checkCharacters(result.length);
      return this.#charge(result.length / CHARACTERS_PER_STEP);
    }
    if (!Array.isArray(result)) return undefined;
    this.checkItems(result.length);
    return this.#charge(result.length / ITEMS_PER_STEP);
  }

  #charge(work: number): Promise<void> | undefined {
    this.#work += work;
    if (this.#work < WORK_PER_CLOCK_CHECK) return this.#pause;
    this.#work = 0;
    return this.checkTime();
  }

  /** Looks at the clock. */
  checkTime(): Promise<void> | undefined {
    // jsonata evaluates some parts side by side: they wait for one turn together.
    if (this.#pause !== undefined) return this.#pause;
    const now = performance.now();
    this.#failWhenLate(now);
    if (!isSliceOver(now)) return undefined;
    this.#pause = this.#letOthersIn(now);
    return this.#pause;
  }

  /** As `checkTime`, for loops that cannot wait. */
  failWhenLate(): void {
    this.#failWhenLate(performance.now());
  }

  #failWhenLate(now: number): void {
    if (this.#busyMs + now - this.#runningSince > this.limits.busyMs) {
      throw budgetExceeded('busyMs', `The expression ran longer than ${this.limits.busyMs} ms.`, 'D1012');
    }
  }

  async #letOthersIn(now: number): Promise<void> {
    this.#busyMs += now - this.#runningSince;
    endTurn();
    await takeTurn();
    this.#runningSince = performance.now();
    this.#pause = undefined;
  }

  checkCharacters(characters: number): void {
    if (characters > this.limits.characters) {
      throw budgetExceeded(
        'characters',
        `The expression made a text longer than ${this.limits.characters} characters.`,
      );
    }
  }

  checkItems(items: number): void {
    if (items > this.limits.sequenceItems) {
      throw budgetExceeded(
        'sequenceItems',
        `The expression made an array of more than ${this.limits.sequenceItems} items.`,
      );
    }
  }

  /**
   * Checks a structure that was put together on the way. Parts that appear twice count twice: comparing or writing out
   * a structure that shares its parts takes the time of the unfolded one.
   */
  checkStructure(value: unknown): Promise<void> | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    const measuring = this.#measure(value, 0);
    return measuring.next().done === true ? undefined : this.#finish(measuring);
  }

  /** Runs what is left of a long walk, with pauses. */
  async #finish(walk: Iterator<void, unknown>): Promise<void> {
    do await this.checkTime();
    while (walk.next().done !== true);
  }

  /** The size of a structure that was checked before. */
  sizeOf(value: unknown): number {
    return typeof value === 'object' && value !== null ? (this.#sizes.get(value) ?? 0) : 1;
  }

  *#measure(value: object, depth: number): Generator<void, number> {
    if (isFunctionValue(value)) return 1;
    const known = this.#sizes.get(value);
    if (known !== undefined) return known;
    if (depth > this.limits.depth)
      throw budgetExceeded('depth', `The expression made a structure deeper than ${this.limits.depth} levels.`);
    const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    let size = 1 + parts.length;
    for (const part of parts) {
      if (typeof part === 'string') size += Math.floor(part.length / CHARACTERS_PER_VALUE);
      else if (typeof part === 'object' && part !== null) size += (yield* this.#measure(part, depth + 1)) - 1;
      if (size > this.limits.values) {
        throw budgetExceeded('values', `The expression made a structure of more than ${this.limits.values} values.`);
      }
    }
    this.#measured += parts.length + 1;
    if (this.#measured > PARTS_PER_PAUSE) {
      this.#measured = 0;
      yield;
    }
    this.#sizes.set(value, size);
    return size;
  }
}
