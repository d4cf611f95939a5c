import { UNITS_PER_ITEM, type Evaluation } from '../evaluation.ts';
import { asSequence, isConstructed, isSequence, pushAll } from '../values/sequence.ts';

/**
 * The results of one step of a path. Arrays dissolve in it, unless it is the last step and has found a single one. A
 * single result that is no array stands for itself; nothing is undefined.
 */
export class Results {
  readonly #evaluation: Evaluation;
  #items: unknown[] | undefined;
  #count = 0;
  #first: unknown;

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  add(value: unknown): void {
    this.#count += 1;
    if (this.#count === 1) {
      this.#first = value;
      return;
    }
    this.#items ??= this.#begun();
    this.#append(this.#items, value);
  }

  end(isLast: boolean): unknown {
    if (this.#items === undefined) return this.#single(isLast);
    this.#evaluation.checkItems(this.#items.length);
    return isLast ? asSequence(this.#items) : this.#items;
  }

  #begun(): unknown[] {
    const items: unknown[] = [];
    this.#append(items, this.#first);
    return items;
  }

  #single(isLast: boolean): unknown {
    const first = this.#first;
    // The step after it goes through the items; at the end, an array of the data stays what it is.
    if (!isLast || !isSequence(first)) return first;
    const items: unknown[] = [];
    this.#append(items, first);
    return asSequence(items);
  }

  #append(items: unknown[], value: unknown): void {
    if (!Array.isArray(value) || isConstructed(value)) {
      items.push(value);
      return;
    }
    this.#evaluation.charge(value.length * UNITS_PER_ITEM);
    this.#evaluation.checkItems(items.length + value.length);
    pushAll(items, value as unknown[]);
  }
}
