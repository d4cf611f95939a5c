import type { Budget } from '../budget.ts';

/** A function that expressions can call. */
export interface ExpressionFunction {
  readonly name: string;
  /** jsonata's signature notation; `-` takes a missing first argument from the context. */
  readonly signature: string;
  /** One line for completion, and how to call it. */
  readonly help: string;
  readonly example: string;
  readonly call: (budget: Budget, ...values: never[]) => unknown;
}

/** An error with one of jsonata's codes, as its own functions throw them. */
export function functionError(message: string): { code: string; message: string } {
  return { code: 'D3137', message };
}
