import { budgetExceeded } from './errors.ts';
import type { ExpressionLimits } from './limits.ts';
import type { FunctionValue } from './values/function-value.ts';

/** Work is counted in units, of which a step has 64: as many as characters that a function can look at meanwhile. */
export const UNITS_PER_STEP = 64;
export const UNITS_PER_ITEM = 4;
/** Units between two looks at the clock: less than a millisecond. */
const UNITS_PER_CLOCK_CHECK = 4096 * UNITS_PER_STEP;

const MAX_REFERENCE_RANGE = 1e7;

/** What one evaluation was given and what it has used. It belongs to this evaluation alone. */
export class Evaluation {
  readonly limits: ExpressionLimits;
  /** The document that paths without a variable read. */
  readonly root: unknown;
  /** Variables from outside, without `$`. */
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly nowMs: number;
  readonly seed: string;
  /** Random values drawn so far. */
  drawn = 0;
  /** A binding has the name of a function that the expression calls. */
  readonly hidesFunctions: boolean;
  /** Functions of the table that the expression has used as values. */
  natives: Map<string, FunctionValue> | undefined;
  #unitsLeft: number;
  /** Below so many units left, the clock is looked at. */
  #nextCheck: number;
  #depth = 0;
  /** Undefined until it is looked at for the first time: most evaluations end before. */
  #startedAt: number | undefined;

  constructor(
    limits: ExpressionLimits,
    given: {
      readonly root: unknown;
      readonly bindings: Readonly<Record<string, unknown>>;
      readonly nowMs: number;
      readonly seed: string;
      readonly hidesFunctions: boolean;
    },
  ) {
    this.limits = limits;
    this.root = given.root;
    this.bindings = given.bindings;
    this.nowMs = given.nowMs;
    this.seed = given.seed;
    this.hidesFunctions = given.hidesFunctions;
    this.#unitsLeft = limits.steps * UNITS_PER_STEP;
    this.#nextCheck = Math.max(0, this.#unitsLeft - UNITS_PER_CLOCK_CHECK);
  }

  /** Counts work: every loop and every call does, before it goes on. */
  charge(units: number): void {
    this.#unitsLeft -= units;
    if (this.#unitsLeft < this.#nextCheck) this.#check();
  }

  /** Counts a text that a function reads or makes. */
  chargeText(text: string): void {
    this.checkCharacters(text.length);
    this.charge(text.length);
  }

  /** Counts items that are looked at or put into an array. */
  chargeItems(items: number): void {
    this.charge(items * UNITS_PER_ITEM);
  }

  #check(): void {
    if (this.#unitsLeft < 0) {
      throw budgetExceeded('steps', `The expression took more than ${this.limits.steps} steps.`, 'D1012');
    }
    this.checkTime();
    this.#nextCheck = Math.max(0, this.#unitsLeft - UNITS_PER_CLOCK_CHECK);
  }

  /** Looks at the clock, for what counts its work by itself. It runs from the first look. */
  checkTime(): void {
    const now = performance.now();
    this.#startedAt ??= now;
    if (now - this.#startedAt > this.limits.timeMs) {
      throw budgetExceeded('timeMs', `The expression ran longer than ${this.limits.timeMs} ms.`, 'D1012');
    }
  }

  /** A call is made, so many nodes below the function that it stands in. */
  enter(levels: number): void {
    this.#depth += levels;
    if (this.#depth >= this.limits.depth) {
      throw budgetExceeded('depth', `The expression nests deeper than ${this.limits.depth} levels.`, 'D1011');
    }
    this.charge(UNITS_PER_STEP);
  }

  /** The call has ended. After a failure nobody asks any more. */
  leave(levels: number): void {
    this.#depth -= levels;
  }

  /** Before a text of so many characters is made. */
  checkCharacters(characters: number): void {
    if (characters > this.limits.characters) {
      throw budgetExceeded(
        'characters',
        `The expression uses a text longer than ${this.limits.characters} characters.`,
      );
    }
  }

  /** Before an array of so many items is made. */
  checkItems(items: number): void {
    if (items > this.limits.sequenceItems) throw this.#tooMany('D2015');
  }

  /** Before a range of so many items is made: past ten million the reference has a code of its own. */
  checkRange(items: number): void {
    if (items > this.limits.sequenceItems) throw this.#tooMany(items > MAX_REFERENCE_RANGE ? 'D2014' : 'D2015');
  }

  #tooMany(code: string): Error {
    return budgetExceeded(
      'sequenceItems',
      `The expression made an array of more than ${this.limits.sequenceItems} items.`,
      code,
    );
  }
}
