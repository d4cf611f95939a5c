import { budgetExceeded } from '../errors.ts';
import { UNITS_PER_ITEM, type Evaluation } from '../evaluation.ts';
import { isFunctionValue } from './function-value.ts';

/** What a structure holds, shared parts counted as often as they appear. */
export interface Measure {
  readonly values: number;
  /** Of texts and names. */
  readonly characters: number;
  /** The values times the levels above each: what indentation costs. */
  readonly indentations: number;
  /** All of it is such that JSON writes it as it is: no function, and no number but whole ones. */
  readonly isExact: boolean;
}

/** Deeper structures are not read as a whole. */
const MAX_DEPTH = 500;

/** Looks through a structure, which counts as work, and refuses one that is past the limits. */
export function measure(value: unknown, evaluation: Evaluation): Measure {
  const walk = new Walk(evaluation);
  walk.visit(value, 0);
  walk.check();
  return walk;
}

class Walk implements Measure {
  values = 0;
  characters = 0;
  indentations = 0;
  isExact = true;
  readonly #evaluation: Evaluation;

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  visit(value: unknown, depth: number): void {
    this.values += 1;
    this.indentations += depth;
    if (typeof value === 'string') this.characters += value.length;
    else if (typeof value === 'number') this.isExact &&= Number.isInteger(value);
    else if (typeof value === 'object' && value !== null) this.#structure(value, depth);
  }

  #structure(value: object, depth: number): void {
    if (isFunctionValue(value)) {
      this.isExact = false;
      return;
    }
    if (depth > MAX_DEPTH)
      throw budgetExceeded('depth', `The expression made a structure deeper than ${MAX_DEPTH} levels.`);
    this.check();
    const evaluation = this.#evaluation;
    if (Array.isArray(value)) {
      evaluation.charge((value.length + 1) * UNITS_PER_ITEM);
      for (const item of value as unknown[]) this.visit(item, depth + 1);
      return;
    }
    let members = 0;
    // Faster than a list of the names: what is read here is plain data, which inherits nothing that is listed.
    for (const name in value) {
      members += 1;
      this.characters += name.length;
      this.visit((value as Readonly<Record<string, unknown>>)[name], depth + 1);
    }
    evaluation.charge((members + 1) * UNITS_PER_ITEM);
  }

  check(): void {
    const { limits } = this.#evaluation;
    if (this.values > limits.values) {
      throw budgetExceeded('values', `The expression made a structure of more than ${limits.values} values.`);
    }
    this.#evaluation.checkCharacters(this.characters);
  }
}
