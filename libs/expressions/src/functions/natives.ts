// jsonata's own functions, taken from its scope: it exports none of them.
import jsonata from 'jsonata';
import type { Focus } from './define.ts';

interface NativeFunction {
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

const scope = scopeOfAnyExpression();

/** The first hook of an evaluation is called before anything is waited for. */
function scopeOfAnyExpression(): Scope {
  let found: Scope | undefined;
  const expression = jsonata('1');
  (expression as unknown as HookableExpression).assign(
    Symbol.for('jsonata.__evaluate_entry'),
    (_node: unknown, _input: unknown, environment: Scope) => {
      found = environment;
    },
  );
  void expression.evaluate(undefined);
  if (found === undefined) throw new Error('This version of jsonata does not call its hooks.');
  return found;
}

/** Calls jsonata's own function of a name, past any that has taken its place. */
export function callNative(name: string, focus: Focus, values: readonly unknown[]): unknown {
  return (scope.lookup(name) as NativeFunction).implementation.apply(focus, [...values]);
}
