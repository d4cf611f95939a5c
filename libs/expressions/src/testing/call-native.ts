import jsonata from 'jsonata';
import { signatureOf } from '../compile/signature.ts';
import { Evaluation } from '../evaluation.ts';
import { NATIVES } from '../functions/natives-table.ts';
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from '../limits.ts';
import { RegexFunction } from '../regex-function.ts';
import { FunctionValue } from '../values/function-value.ts';
import { settled } from '../values/sequence.ts';
import { NOW_MS } from './evaluate.ts';

type Callable = (...values: unknown[]) => unknown;

/** A function of JavaScript as an expression's. */
class Given extends FunctionValue {
  override readonly arity: number;
  readonly #call: Callable;

  constructor(call: Callable) {
    super();
    this.arity = call.length;
    this.#call = call;
  }

  override apply(values: unknown[]): unknown {
    return asOurs(this.#call(...values));
  }
}

/** Functions and regular expressions of JavaScript as values of ours, also in objects. */
function asOurs(value: unknown): unknown {
  if (typeof value === 'function') return new Given(value as Callable);
  if (value instanceof RegExp) return new RegexFunction(value, undefined);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asOurs(member)]));
}

/** Without marks, prototypes and functions, which are all alike. */
function plain(value: unknown): unknown {
  if (typeof value === 'function' || value instanceof FunctionValue) return 'a function';
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Array.from(value, plain);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

/** What one call has given: its value, or the code of its error. */
export type Outcome = { readonly value: unknown } | { readonly code: unknown };

export function evaluationWith(limits: Partial<ExpressionLimits> = {}): Evaluation {
  return new Evaluation(
    { ...DEFAULT_EXPRESSION_LIMITS, timeMs: 60_000, ...limits },
    { root: undefined, bindings: {}, nowMs: NOW_MS, seed: 'seed', hidesFunctions: false },
  );
}

/** Calls a function of the table, as an expression would. */
export function callNative(name: string, values: readonly unknown[], evaluation = evaluationWith()): unknown {
  const native = NATIVES.get(name);
  if (native === undefined) throw new Error(`There is no $${name}.`);
  return plain(settled(native.call(signatureOf(native.signature).fit(values.map(asOurs), null), evaluation)));
}

export function outcomeOfNative(name: string, values: readonly unknown[]): Outcome {
  try {
    return { value: callNative(name, values) };
  } catch (cause) {
    return { code: (cause as { readonly code?: unknown }).code };
  }
}

/** The same call in the reference. */
export async function outcomeOfReference(name: string, values: readonly unknown[]): Promise<Outcome> {
  const given = values.map((value, index) => (value instanceof RegExp ? String(value) : `$v${index}`));
  const bindings = Object.fromEntries(values.map((value, index) => [`v${index}`, value]));
  try {
    return { value: plain(await jsonata(`$${name}(${given.join(', ')})`).evaluate(undefined, bindings)) };
  } catch (cause) {
    return { code: (cause as { readonly code?: unknown }).code };
  }
}
