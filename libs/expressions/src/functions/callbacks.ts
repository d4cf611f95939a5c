// jsonata's own functions that call others: each call is a step, also when the one called is not written in JSONata.
import type { Budget } from '../budget.ts';
import type { FunctionBody } from './define.ts';
import { callNative } from './natives.ts';

type Apply = (focus: unknown, values: readonly unknown[]) => unknown;

/** A function or a lambda, as jsonata hands them to its own. */
export interface Callable {
  readonly apply: Apply;
}

/** jsonata's own functions come without `apply` when they are handed on at the end of a lambda. */
function applyOf(value: unknown): Apply | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const { apply, implementation } = value as { readonly apply?: unknown; readonly implementation?: unknown };
  if (typeof apply === 'function') return (focus, values) => (value as Callable).apply(focus, values);
  if (typeof implementation !== 'function') return undefined;
  return (focus, values) => (implementation as unknown as Callable).apply(focus, values);
}

/** How many arguments it takes, which decides what it is given. */
function parametersOf(callable: unknown): number {
  if (typeof callable === 'function') return (callable as { readonly arity?: number }).arity ?? callable.length;
  const { implementation, arguments: parameters } = callable as {
    readonly implementation?: { readonly length: number };
    readonly arguments?: { readonly length: number };
  };
  return (implementation ?? parameters)?.length ?? 0;
}

/** The same function, counted; anything else as it is. */
export function counted(value: unknown, budget: Budget): unknown {
  const apply = applyOf(value);
  return apply === undefined ? value : countedCall(apply, parametersOf(value), budget);
}

function countedCall(apply: Apply, arity: number, budget: Budget): Callable {
  function call(this: unknown, ...values: unknown[]): unknown {
    return budget.step() ? budget.pause().then(() => apply(this, values)) : apply(this, values);
  }
  return Object.assign(call, { arity });
}

/** A matcher whose matches are counted, each with the next. */
function countedMatcher(value: unknown, budget: Budget): unknown {
  const call = counted(value, budget);
  if (call === value) return value;
  return async function (this: unknown, ...values: unknown[]): Promise<unknown> {
    const match: unknown = await (call as Callable).apply(this, values);
    if (typeof match !== 'object' || match === null || !('next' in match)) return match;
    return { ...match, next: countedMatcher(match.next, budget) };
  };
}

/** jsonata's own function, with every function given to it counted. */
export function withCountedCallbacks(name: string): FunctionBody {
  return function (budget, ...values: unknown[]) {
    return callNative(
      name,
      this,
      values.map((value, index) => (index === 0 ? value : counted(value, budget))),
    );
  };
}

/** The arguments of a function of texts, with its matcher and replacer counted. */
export function withCountedMatcher(values: readonly unknown[], budget: Budget): unknown[] {
  const [text, matcher, replacer, ...rest] = values;
  return [text, countedMatcher(matcher, budget), counted(replacer, budget), ...rest];
}
