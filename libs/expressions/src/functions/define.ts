import type { Budget } from '../budget.ts';

/** What jsonata calls its own functions on. `base` belongs to the whole evaluation. */
export interface Focus {
  readonly environment: { readonly base: { readonly budget: Budget } };
}

/** What a function does. `this` is for jsonata's own, which it may go on to call. */
export type FunctionBody = (this: Focus, budget: Budget, ...values: never[]) => unknown;

/** A function, after a look at how much its first argument holds: it would go through all of it at once. */
export function measured(call: FunctionBody): FunctionBody {
  return function (budget, ...values: unknown[]) {
    const run = (): unknown => call.call(this, budget, ...(values as never[]));
    const measuring = budget.checkStructure(values[0]);
    return measuring === undefined ? run() : measuring.then(run);
  };
}

/** A function that expressions can call. */
export interface ExpressionFunction {
  readonly name: string;
  /** jsonata's signature notation; `-` takes a missing first argument from the context. */
  readonly signature: string;
  /** One line for completion, and how to call it. */
  readonly help: string;
  readonly example: string;
  readonly call: FunctionBody;
}

/** An error as jsonata's own functions throw them: it writes the message of every code but D3137, "by message". */
export class FunctionError extends Error {
  readonly code: string;
  /** Which argument, from 1. */
  readonly index?: number;
  readonly value?: unknown;

  constructor(code: string, message: string, about: { readonly index?: number; readonly value?: unknown } = {}) {
    super(message);
    this.code = code;
    Object.assign(this, about);
  }
}

/** An error of one of our functions. */
export function functionError(message: string): FunctionError {
  return new FunctionError('D3137', message);
}

/** How many arguments a call may have: `<s-ns?:s>` takes one to three, since its first may come from the context. */
export function arityOf(signature: string): { readonly minArguments: number; readonly maxArguments: number } {
  const parameters = /^<(.*?)(?::[^:]*)?>$/.exec(signature.replace(/<[^<>]*>(?=.)/g, ''))?.[1] ?? '';
  const found = [...parameters.matchAll(/(?:\([^)]*\)|[a-z])([-?+]?)/g)].map((match) => match[1] ?? '');
  const optional = found.filter((mark) => mark === '?' || mark === '-').length;
  return { minArguments: found.length - optional, maxArguments: found.includes('+') ? Infinity : found.length };
}
