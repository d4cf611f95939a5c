import { budgetExceeded } from './errors.ts';
import type { ExpressionLimits } from './limits.ts';
import { isFunctionValue } from './function-value.ts';
import { endTurn, isSliceOver, takeTurn } from './turns.ts';

/** Steps between two looks at the clock. */
const STEPS_PER_CLOCK_CHECK = 128;

/** What one evaluation has used, and what else belongs to it alone: its time and its source of randomness. */
export class Budget {
  readonly limits: ExpressionLimits;
  readonly nowMs: number;
  readonly seed: string;
  /** Random values drawn so far. */
  drawn = 0;
  #steps = 0;
  #busyMs = 0;
  #runningSince = performance.now();
  readonly #sizes = new WeakMap<object, number>();

  constructor(limits: ExpressionLimits, { nowMs, seed }: { readonly nowMs: number; readonly seed: string }) {
    this.limits = limits;
    this.nowMs = nowMs;
    this.seed = seed;
  }

  /** Counts one step at a depth of nesting. Gives a promise when others must be let in first. */
  step(depth = 0): Promise<void> | undefined {
    if (depth > this.limits.depth) {
      throw budgetExceeded('depth', `The expression nests deeper than ${this.limits.depth} levels.`, 'D1011');
    }
    this.#steps += 1;
    if (this.#steps > this.limits.steps) {
      throw budgetExceeded('steps', `The expression took more than ${this.limits.steps} steps.`);
    }
    return this.#steps % STEPS_PER_CLOCK_CHECK === 0 ? this.checkTime() : undefined;
  }

  /** Looks at the clock. */
  checkTime(): Promise<void> | undefined {
    const now = performance.now();
    this.#failWhenLate(now);
    return isSliceOver(now) ? this.#letOthersIn(now) : undefined;
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
  }

  /** Checks a value that was made on the way. */
  checkValue(value: unknown): void {
    if (typeof value === 'string') this.checkCharacters(value.length);
    else if (Array.isArray(value)) this.checkItems(value.length);
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
  checkStructure(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if (this.#sizeOf(value, 0) > this.limits.values) {
      throw budgetExceeded('values', `The expression made a structure of more than ${this.limits.values} values.`);
    }
  }

  #sizeOf(value: object, depth: number): number {
    if (isFunctionValue(value)) return 1;
    const known = this.#sizes.get(value);
    if (known !== undefined) return known;
    if (depth > this.limits.depth)
      throw budgetExceeded('depth', `The expression made a structure deeper than ${this.limits.depth} levels.`);
    let size = 1;
    for (const part of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) {
      size += typeof part === 'object' && part !== null ? this.#sizeOf(part, depth + 1) : 1;
    }
    this.#sizes.set(value, size);
    return size;
  }
}
