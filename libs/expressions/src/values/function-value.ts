import type { Evaluation } from '../evaluation.ts';

/** A function as a value of JSONata: a lambda, a function of the table, a regular expression, or what was made of them. */
export abstract class FunctionValue {
  /** How many arguments it takes, which decides what `$map` and its kind give it. */
  abstract readonly arity: number;
  /** Of a function of the table. */
  readonly name: string | undefined;
  /** Where it was last called, and by which name: an error that passes through it is reported there. */
  position: number | undefined;
  token: string | undefined;

  /** Calls it. `context` is what a signature may take a missing first argument from. The array of values is its own. */
  abstract apply(values: unknown[], context: unknown, evaluation: Evaluation): unknown;

  /** The same, but a call at its end may be handed back to be made by whoever called. */
  begin(values: unknown[], context: unknown, evaluation: Evaluation): unknown {
    return this.apply(values, context, evaluation);
  }
}

export function isFunctionValue(value: unknown): value is FunctionValue {
  return value instanceof FunctionValue;
}
