import { UNITS_PER_STEP, type Evaluation } from '../evaluation.ts';
import { areEqual } from '../values/equality.ts';
import { isFunctionValue } from '../values/function-value.ts';
import { asSequence, isSequence } from '../values/sequence.ts';
import { hashOfStructure } from './structure-hash.ts';

/** `$distinct`: the first of all items that are equal. */
export function distinct(values: readonly [value: unknown], evaluation: Evaluation): unknown {
  const value = values[0];
  if (!Array.isArray(value) || value.length <= 1) return value;
  evaluation.checkItems(value.length);
  evaluation.chargeItems(value.length);
  const seen = new Seen(evaluation);
  const results: unknown[] = [];
  for (const item of value as readonly unknown[]) if (seen.isNew(item)) results.push(item);
  return isSequence(value) ? asSequence(results) : results;
}

/** What was seen before: scalars and functions as they are, structures by what they hold. */
class Seen {
  readonly #evaluation: Evaluation;
  readonly #scalars = new Set<unknown>();
  readonly #structures = new Map<number, object[]>();

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  isNew(item: unknown): boolean {
    if (typeof item === 'object' && item !== null && !isFunctionValue(item)) return this.#isNewStructure(item);
    if (typeof item === 'string') this.#evaluation.charge(item.length);
    // What is not a number equals nothing, not even itself.
    if (Number.isNaN(item)) return true;
    const { size } = this.#scalars;
    return this.#scalars.add(item).size > size;
  }

  #isNewStructure(item: object): boolean {
    const evaluation = this.#evaluation;
    const hash = hashOfStructure(item, evaluation);
    const alike = this.#structures.get(hash);
    if (alike === undefined) {
      this.#structures.set(hash, [item]);
      return true;
    }
    for (const other of alike) {
      // Many could have been given the same hash on purpose.
      evaluation.charge(UNITS_PER_STEP);
      if (areEqual(item, other, evaluation)) return false;
    }
    alike.push(item);
    return true;
  }
}
