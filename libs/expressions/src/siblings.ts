import { budgetExceeded, type ExpressionError } from './errors.ts';

/** jsonata starts them in one go, some microseconds each. */
const MAX_SIBLINGS = 25_000;

/**
 * jsonata starts all items of an array, and all values of a group, at the same time. Side by side they would draw random
 * values in an order that depends on the clock, and their depths would add up. So the second waits for the first to end.
 */
export class Siblings {
  readonly #families: { readonly waiting: (() => void)[]; next: number }[] = [];
  #open: { readonly waiting: (() => void)[]; next: number } | undefined;
  #failure: ExpressionError | undefined;
  /** Parts that have been entered but not begun. */
  waiting = 0;

  /** A part is entered. Gives a promise when an elder has to end first. */
  enter(): Promise<void> | undefined {
    const family = this.#open;
    if (family !== undefined) {
      if (family.waiting.length >= MAX_SIBLINGS) throw this.#tooMany();
      this.waiting += 1;
      return new Promise((resolve) => family.waiting.push(resolve));
    }
    this.#open = { waiting: [], next: 0 };
    this.#families.push(this.#open);
    // All siblings are entered in one go, before any promise is continued.
    queueMicrotask(() => (this.#open = undefined));
    return undefined;
  }

  /** The same for thousands: each has its stack. */
  #tooMany(): ExpressionError {
    this.#failure ??= budgetExceeded('siblings', `The expression makes more than ${MAX_SIBLINGS} groups at once.`);
    return this.#failure;
  }

  /** A part has ended: the families that it held have ended before it, so it belongs to the youngest one. */
  leave(): void {
    const family = this.#families.at(-1);
    const begin = family?.waiting[family.next];
    if (family === undefined || begin === undefined) {
      this.#families.pop();
      return;
    }
    family.next += 1;
    this.waiting -= 1;
    begin();
  }
}
