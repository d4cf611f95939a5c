// jsonata's own functions, taken from its scope: it exports none of them, nor the way to define one.
import jsonata from 'jsonata';
import type { Focus, FunctionBody } from './define.ts';

/** A function as jsonata's scopes hold it. */
export interface FunctionDefinition {
  readonly implementation: (this: unknown, ...values: unknown[]) => unknown;
}
/** What jsonata's types leave out: hooks are bound by symbols, and functions see more of their scope. */
export interface HookableExpression {
  readonly assign: (name: string | symbol, value: unknown) => void;
  readonly registerFunction: (name: string, implementation: unknown, signature: string) => void;
}
interface Scope {
  readonly lookup: (name: string) => unknown;
}

/** The hook that jsonata calls before it evaluates a node, and waits for. */
export const ENTRY = Symbol.for('jsonata.__evaluate_entry');
/** The hook that it calls, and waits for, with the value of a node. */
export const EXIT = Symbol.for('jsonata.__evaluate_exit');

const natives = scopeOf(jsonata('1'));
const workshop = jsonata('1') as unknown as HookableExpression;
const defined = scopeOf(workshop);

/** The first hook of an evaluation is called before anything is waited for. */
function scopeOf(expression: unknown): Scope {
  let found: Scope | undefined;
  (expression as HookableExpression).assign(ENTRY, (_node: unknown, _input: unknown, environment: Scope) => {
    found = environment;
  });
  void (expression as jsonata.Expression).evaluate(undefined);
  if (found === undefined) throw new Error('This version of jsonata does not call its hooks.');
  return found;
}

/** jsonata's own function of a name. */
export function nativeOf(name: string): FunctionDefinition | undefined {
  return natives.lookup(name) as FunctionDefinition | undefined;
}

/** Calls jsonata's own function of a name, past any that has taken its place. */
export function callNative(name: string, focus: Focus, values: readonly unknown[]): unknown {
  return nativeOf(name)?.implementation.apply(focus, values as unknown[]);
}

/** jsonata's own function of a name as the body of one of ours. */
export function nativeBody(name: string): FunctionBody {
  return function (_budget, ...values: unknown[]) {
    return callNative(name, this, values);
  };
}

/** What jsonata makes of a function and its signature, once for all expressions that use it. */
export function defineFunction(name: string, implementation: unknown, signature: string): FunctionDefinition {
  workshop.registerFunction(name, implementation, signature);
  return defined.lookup(name) as FunctionDefinition;
}
