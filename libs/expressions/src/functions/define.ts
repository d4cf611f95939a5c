import { parametersOf } from '../compile/signature-parameters.ts';
import type { Evaluation } from '../evaluation.ts';
import type { FunctionValue } from '../values/function-value.ts';

/**
 * What a function does with its values, which fit its signature. A missing one is undefined. Work is charged to the
 * evaluation by its size before it is done.
 */
export type FunctionBody = (values: never, evaluation: Evaluation) => unknown;

/** A function that expressions can call. */
export interface ExpressionFunction {
  readonly name: string;
  /** JSONata's signature notation; `-` takes a missing first argument from the context. */
  readonly signature: string;
  /** One line for completion, and how to call it. */
  readonly help: string;
  readonly example: string;
  readonly call: FunctionBody;
}

/** How many arguments a call may have: `<s-ns?:s>` takes one to three, since its first may come from the context. */
export function arityOf(signature: string): { readonly minArguments: number; readonly maxArguments: number } {
  const parameters = parametersOf(signature);
  const optional = parameters.filter(({ repeat }) => repeat.includes('?')).length;
  const isOpen = parameters.some(({ repeat }) => repeat.includes('+'));
  return { minArguments: parameters.length - optional, maxArguments: isOpen ? Infinity : parameters.length };
}

/** What `$map` and its kind give a function: the value, and as much else as it takes. */
export function callWith(
  callback: FunctionValue,
  [value, key, whole]: readonly [value: unknown, key: unknown, whole: unknown],
  evaluation: Evaluation,
): unknown {
  const { arity } = callback;
  if (arity < 2) return callback.apply([value], null, evaluation);
  return callback.apply(arity === 2 ? [value, key] : [value, key, whole], null, evaluation);
}
