// jsonata's own functions, taken from its scope: it exports none of them.
import jsonata from 'jsonata';
import { ExpressionError } from '../errors.ts';
import type { Evaluation } from '../evaluation.ts';
import { Fault, functionFault } from '../fault.ts';

/** A function as jsonata's scopes hold it. */
export interface ReferenceFunction {
  readonly implementation: (this: unknown, ...values: unknown[]) => unknown;
}
interface Scope {
  readonly lookup: (name: string) => unknown;
}

/** The hook that jsonata calls before it evaluates a node. */
const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const scope = scopeOf(jsonata('1'));

/** The first hook of an evaluation is called before anything is waited for. */
function scopeOf(expression: jsonata.Expression): Scope {
  let found: Scope | undefined;
  // Its types leave out that hooks are bound by symbols.
  const { assign } = expression as unknown as { readonly assign: (name: symbol, value: unknown) => void };
  assign(ENTRY, (_node: unknown, _input: unknown, environment: Scope) => {
    found = environment;
  });
  void expression.evaluate(undefined);
  if (found === undefined) throw new Error('This version of jsonata does not call its hooks.');
  return found;
}

/** The reference's own function of a name. */
export function referenceOf(name: string): ReferenceFunction | undefined {
  return scope.lookup(name) as ReferenceFunction | undefined;
}

/** Calls one of those that give their result at once and know no other function. */
export function callReference(name: string, values: readonly unknown[], evaluation: Evaluation): unknown {
  const focus = { environment: { timestamp: new Date(evaluation.nowMs) } };
  try {
    return referenceOf(name)?.implementation.apply(focus, values as unknown[]);
  } catch (cause) {
    throw asFault(name, cause);
  }
}

/** It throws plain objects, and stumbles over values that it did not expect. */
function asFault(name: string, cause: unknown): unknown {
  if (cause instanceof ExpressionError || cause instanceof Fault || isOverflow(cause)) return cause;
  if (cause instanceof Error) return functionFault(`$${name} cannot use these values.`);
  const { code, value, index } = cause as { readonly code: string; readonly value?: unknown; readonly index?: number };
  return new Fault(code, { value, ...(index === undefined ? {} : { index }) });
}

function isOverflow(cause: unknown): boolean {
  return cause instanceof RangeError && cause.message.includes('call stack');
}
