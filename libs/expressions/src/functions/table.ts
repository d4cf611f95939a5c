// Every function an expression may call: what the checker compares calls with, and the designer completes.
import { ASL_FUNCTIONS } from './asl.ts';
import { BUILT_IN } from './built-in.ts';
import { arityOf } from './define.ts';
import { OWN_FUNCTIONS } from './own.ts';

export interface FunctionDescription {
  readonly name: string;
  /** jsonata's notation: `<s-n?:s>`. */
  readonly signature: string;
  /** One sentence. */
  readonly help: string;
  /** An expression that calls it. */
  readonly example: string;
  readonly minArguments: number;
  readonly maxArguments: number;
}

/** Name (without `$`) -> description, in alphabetical order. */
export const EXPRESSION_FUNCTIONS: ReadonlyMap<string, FunctionDescription> = new Map(
  [...BUILT_IN, ...ASL_FUNCTIONS, ...OWN_FUNCTIONS]
    .map(({ name, signature, help, example }) => ({ name, signature, help, example, ...arityOf(signature) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map((description) => [description.name, description]),
);
