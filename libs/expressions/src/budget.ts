import { budgetExceeded, type ExpressionError } from './errors.ts';
import type { ExpressionLimits } from './limits.ts';
import { isFunctionValue } from './function-value.ts';
import type { Turn } from './turns.ts';

/** Work is counted in characters: what costs one step is worth so many of them. */
const UNITS_PER_STEP = 64;
const UNITS_PER_ITEM = 4;
/** A single step can take milliseconds, so few may pass between two looks at the clock, which takes 50 ns. */
const STEPS_PER_CLOCK_CHECK = 8;
/** In a structure, so many characters of a text count as one more value. */
const CHARACTERS_PER_VALUE = 8;
/** Parts of a structure that are measured between two pauses. */
const PARTS_PER_PAUSE = 4096;
/** Smaller structures are measured again, where they appear again: to remember them would take longer. */
const VALUES_WORTH_REMEMBERING = 8;

/** What is known of a structure. */
interface Measure {
  readonly size: number;
  /** Levels below it. */
  readonly depth: number;
}

/** The deepest level that a walk has reached so far. */
interface MeasuringWalk {
  deepest: number;
}

/** What one evaluation has used, and what else belongs to it alone: its time and its source of randomness. */
export class Budget {
  readonly limits: ExpressionLimits;
  readonly nowMs: number;
  readonly seed: string;
  /** Random values drawn so far. */
  drawn = 0;
  /** A transformation changes its copy in place: then no structure keeps the size that it had. */
  hasTransforms = false;
  readonly #turn: Turn;
  #unitsLeft: number;
  #stepsUntilClock = STEPS_PER_CLOCK_CHECK;
  #failed: ExpressionError | undefined;
  #partsUntilPause = PARTS_PER_PAUSE;
  #measures: WeakMap<object, Measure> | undefined;

  constructor(
    limits: ExpressionLimits,
    { nowMs, seed, turn }: { readonly nowMs: number; readonly seed: string; readonly turn: Turn },
  ) {
    this.limits = limits;
    this.nowMs = nowMs;
    this.seed = seed;
    this.#turn = turn;
    this.#unitsLeft = limits.steps * UNITS_PER_STEP;
  }

  /** Counts one step at a depth of nesting. True: others must be let in before it. */
  step(depth = 0): boolean {
    if (depth > this.limits.depth) {
      throw this.#failure('depth', `The expression nests deeper than ${this.limits.depth} levels.`, 'D1011');
    }
    this.#charge(UNITS_PER_STEP);
    this.#stepsUntilClock -= 1;
    return this.#stepsUntilClock <= 0 && this.isDue();
  }

  /** Counts what is read of a text, or written into one. */
  chargeCharacters(characters: number): void {
    this.#charge(characters);
  }

  /** Counts a text that a function reads or makes. */
  chargeText(text: string): void {
    this.checkCharacters(text.length);
    this.#charge(text.length);
  }

  /** Counts items that are put into an array. */
  chargeItems(items: number): void {
    this.#charge(items * UNITS_PER_ITEM);
  }

  #charge(units: number): void {
    this.#unitsLeft -= units;
    if (this.#unitsLeft >= 0) return;
    throw this.#failure('steps', `The expression took more than ${this.limits.steps} steps.`, 'D1012');
  }

  /** Once a limit is passed, whatever still runs fails in the same way: jsonata may have started thousands of parts. */
  #failure(...about: Parameters<typeof budgetExceeded>): ExpressionError {
    this.#failed ??= budgetExceeded(...about);
    this.#unitsLeft = -1;
    return this.#failed;
  }

  /** Looks at the clock. True: others must be let in. */
  isDue(): boolean {
    if (this.#turn.isPausing) return true;
    const now = performance.now();
    this.#failWhenLate(now);
    if (this.#turn.isSliceOver(now)) return true;
    this.#stepsUntilClock = STEPS_PER_CLOCK_CHECK;
    return false;
  }

  #failWhenLate(now: number): void {
    if (this.#turn.usedMs(now) > this.limits.busyMs) {
      throw this.#failure('busyMs', `The expression ran longer than ${this.limits.busyMs} ms.`, 'D1012');
    }
  }

  /** Lets others in. */
  pause(): Promise<void> {
    // Every step before the end of the pause has to wait for it.
    this.#stepsUntilClock = 0;
    return this.#turn.pause();
  }

  /** Lets others in when they are due. */
  pauseWhenDue(): Promise<void> | undefined {
    return this.isDue() ? this.pause() : undefined;
  }

  /** An error ends an evaluation while parts of it still run: they fail at their next step. */
  close(): void {
    this.#unitsLeft = -1;
  }

  checkCharacters(characters: number): void {
    if (characters > this.limits.characters) {
      throw budgetExceeded(
        'characters',
        `The expression uses a text longer than ${this.limits.characters} characters.`,
      );
    }
  }

  checkItems(items: number): void {
    if (items > this.limits.sequenceItems) {
      throw budgetExceeded(
        'sequenceItems',
        `The expression made an array of more than ${this.limits.sequenceItems} items.`,
        'D2015',
      );
    }
  }

  /** Checks the value of a node that can make texts or structures. */
  checkMade(value: unknown): Promise<void> | undefined {
    if (typeof value !== 'string') return this.checkStructure(value);
    this.checkCharacters(value.length);
    return undefined;
  }

  /** Counts a value that is read as a whole. */
  chargeReading(value: unknown): Promise<void> | undefined {
    if (typeof value === 'string') this.chargeCharacters(value.length);
    const measuring = this.checkStructure(value);
    if (measuring !== undefined) return measuring.then(() => this.chargeItems(this.sizeOf(value)));
    this.chargeItems(this.sizeOf(value));
    return undefined;
  }

  /**
   * Checks a structure that was put together on the way. Parts that appear twice count twice: comparing or writing out
   * a structure that shares its parts takes the time of the unfolded one.
   */
  checkStructure(value: unknown): Promise<void> | undefined {
    if (!isStructure(value)) return undefined;
    if (this.hasTransforms) this.#measures = undefined;
    const measuring = this.#measure(value, 0, { deepest: 0 });
    return measuring.next().done === true ? undefined : this.finish(measuring).then(() => undefined);
  }

  /** Runs what is left of a long walk, with pauses. */
  async finish<T>(walk: Iterator<undefined, T>): Promise<T> {
    for (;;) {
      await this.pauseWhenDue();
      const next = walk.next();
      if (next.done === true) return next.value;
    }
  }

  /** The size of a structure that was checked before. */
  sizeOf(value: unknown): number {
    return isStructure(value) ? (this.#measures?.get(value)?.size ?? VALUES_WORTH_REMEMBERING) : 1;
  }

  *#measure(value: object, depth: number, walk: MeasuringWalk): Generator<undefined, number> {
    if (isFunctionValue(value)) return 1;
    const known = this.#measures?.get(value);
    this.#reach(depth + (known?.depth ?? 0), walk);
    if (known !== undefined) return known.size;
    const deepestBefore = walk.deepest;
    walk.deepest = depth;
    const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    this.chargeItems(parts.length);
    let size = 1;
    for (const part of parts) {
      size += isStructure(part) ? yield* this.#measure(part, depth + 1, walk) : this.#sizeOfScalar(part);
      if (size > this.limits.values) {
        throw budgetExceeded('values', `The expression made a structure of more than ${this.limits.values} values.`);
      }
    }
    if (this.#mayPauseAfter(parts.length)) yield;
    if (size >= VALUES_WORTH_REMEMBERING) this.#remember(value, { size, depth: walk.deepest - depth });
    walk.deepest = Math.max(walk.deepest, deepestBefore);
    return size;
  }

  #reach(depth: number, walk: MeasuringWalk): void {
    if (depth > this.limits.depth) {
      throw budgetExceeded('depth', `The expression made a structure deeper than ${this.limits.depth} levels.`);
    }
    walk.deepest = Math.max(walk.deepest, depth);
  }

  #mayPauseAfter(parts: number): boolean {
    this.#partsUntilPause -= parts + 1;
    if (this.#partsUntilPause >= 0) return false;
    this.#partsUntilPause = PARTS_PER_PAUSE;
    return true;
  }

  #remember(value: object, measure: Measure): void {
    this.#measures ??= new WeakMap();
    this.#measures.set(value, measure);
  }

  #sizeOfScalar(part: unknown): number {
    if (typeof part !== 'string') return 1;
    this.checkCharacters(part.length);
    return 1 + Math.floor(part.length / CHARACTERS_PER_VALUE);
  }
}

function isStructure(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
