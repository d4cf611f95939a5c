// jsonata's own functions that call others: each call is a step, also when the one called is not written in JSONata.
import type { Budget } from '../budget.ts';
import type { FunctionBody } from './define.ts';
import { callNative } from './natives.ts';

/** A function or a lambda, as jsonata hands them to its own. */
export interface Callable {
  readonly apply: (focus: unknown, values: readonly unknown[]) => unknown;
}
interface Match {
  readonly next?: unknown;
}

function isCallable(value: unknown): value is Callable {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return 'apply' in value && typeof value.apply === 'function';
}

/** How many arguments it takes, which decides what it is given. */
function parametersOf(callable: Callable): number {
  const { arity, length, arguments: parameters } = callable as { arity?: number; length?: number; arguments?: unknown };
  return arity ?? length ?? (parameters as readonly unknown[]).length;
}

/** The same function, counted. */
function counted(callable: Callable, budget: Budget): Callable {
  async function call(this: unknown, ...values: unknown[]): Promise<unknown> {
    await budget.step();
    const result = await callable.apply(this, values);
    await budget.chargeFor(result);
    return result;
  }
  return Object.assign(call, { arity: parametersOf(callable) });
}

/** A matcher whose matches are counted, each with the next. */
function countedMatcher(callable: Callable, budget: Budget): Callable {
  return async function (this: unknown, ...values: unknown[]): Promise<unknown> {
    await budget.step();
    const match = (await callable.apply(this, values)) as Match | undefined;
    if (typeof match !== 'object' || !isCallable(match.next)) return match;
    return { ...match, next: countedMatcher(match.next, budget) };
  };
}

/** jsonata's own function, with every function given to it counted. */
export function withCountedCallbacks(name: string): FunctionBody {
  return function (budget, ...values: unknown[]) {
    return callNative(
      name,
      this,
      values.map((value) => (isCallable(value) ? counted(value, budget) : value)),
    );
  };
}

/** The arguments of a function of texts, with its matcher and replacer counted. */
export function withCountedMatcher(values: readonly unknown[], budget: Budget): unknown[] {
  const [text, matcher, replacer, ...rest] = values;
  return [
    text,
    isCallable(matcher) ? countedMatcher(matcher, budget) : matcher,
    isCallable(replacer) ? counted(replacer, budget) : replacer,
    ...rest,
  ];
}
