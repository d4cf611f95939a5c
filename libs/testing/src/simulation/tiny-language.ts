import type { JsonValue } from '@millrace/machine';
import type { Evaluator } from '@millrace/runtime';
import { hashBelow } from './random.ts';

type Request = Parameters<Evaluator['evaluate']>[0];
type Bindings = Request['bindings'];
type Compiled = (bindings: Bindings) => JsonValue | undefined;

/** What `$fold` makes of a value: a number. */
export type Fold = (value: JsonValue | undefined) => number;
/** The language with one meaning of `$fold`. */
export interface TinyLanguage {
  evaluate(request: Request): JsonValue | undefined;
  /** A template with its expressions replaced by their values. */
  fill(template: JsonValue, bindings: Bindings): JsonValue;
}

const RUN_IDS = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Below this all numbers are that `$fold` and `$range` give. */
export const FOLDED_BELOW = 50;
/** Distance of two numbers of a `$range`. */
export const RANGE_STEP = 7;

/**
 * The little of JSONata that random workflows use, at once and without surprises: terms that are added, the sum compared by
 * its remainder. Terms: a number, `$a.b`, `$fold(…)` (any value as a number), `$range(…, n)` (n numbers) and `$boom(…)`
 * (fails for one value in four).
 */
export function createTinyLanguage(foldBy: Fold): TinyLanguage {
  const known = new Map<string, Compiled>();
  const evaluate = ({ expression, bindings }: Request): JsonValue | undefined => {
    let compiled = known.get(expression);
    if (compiled === undefined) known.set(expression, (compiled = compile(expression, foldBy)));
    return compiled(bindings);
  };
  const fill = (template: JsonValue, bindings: Bindings): JsonValue => {
    if (Array.isArray(template)) return template.map((part: JsonValue) => fill(part, bindings));
    if (typeof template === 'object' && template !== null) {
      return Object.fromEntries(Object.entries(template).map(([key, part]) => [key, fill(part, bindings)]));
    }
    if (typeof template !== 'string' || !template.startsWith('{%')) return template;
    return evaluate({ expression: template.slice(2, -2), bindings, nowMs: 0, seed: '' }) ?? null;
  };
  return { evaluate, fill };
}

/** An expression as what it is made of: terms that are added, and what the sum is compared with. */
export function parseTiny(expression: string): {
  readonly terms: readonly string[];
  readonly remainder?: { readonly divisor: number; readonly of: number };
} {
  const [, sum = '', divisor, of] = /^(.*?)(?: % (\d+) = (\d+))?$/.exec(expression.trim()) ?? [];
  const terms = sum.split(' + ');
  return divisor === undefined ? { terms } : { terms, remainder: { divisor: Number(divisor), of: Number(of) } };
}

/** A term that calls a function; undefined for numbers and paths. */
export function parseCall(
  term: string,
): { readonly name: 'fold' | 'range' | 'boom'; readonly inner: string; readonly count: number } | undefined {
  const [, name, inner = '', count = '0'] = /^\$(fold|range|boom)\(([^,]+?)(?:, (\d+))?\)$/.exec(term) ?? [];
  return name === undefined ? undefined : { name: name as 'fold' | 'range' | 'boom', inner, count: Number(count) };
}

function compile(expression: string, foldBy: Fold): Compiled {
  const parsed = parseTiny(expression);
  const terms = parsed.terms.map((term) => compileTerm(term, foldBy));
  const [only] = terms;
  const { remainder } = parsed;
  if (only !== undefined && terms.length === 1 && remainder === undefined) return only;
  const add = (bindings: Bindings): number => terms.reduce((total, term) => total + Number(term(bindings)), 0);
  if (remainder === undefined) return add;
  return (bindings) => add(bindings) % remainder.divisor === remainder.of;
}

function compileTerm(term: string, foldBy: Fold): Compiled {
  if (/^\d+$/.test(term)) return () => Number(term);
  const call = parseCall(term);
  if (call === undefined) return compilePath(term);
  const value = compileTerm(call.inner, foldBy);
  if (call.name === 'fold') return (bindings) => foldBy(value(bindings));
  if (call.name === 'boom') return (bindings) => boom(Number(value(bindings)));
  return (bindings) => {
    const start = Number(value(bindings));
    return Array.from({ length: call.count }, (_, index) => (start + index * RANGE_STEP) % FOLDED_BELOW);
  };
}

function compilePath(path: string): Compiled {
  const names = /^\$(\w+(?:\.\w+)*)$/.exec(path)?.[1]?.split('.');
  if (names === undefined) throw new Error(`The tiny language has no "${path}".`);
  return (bindings) => {
    let value: unknown = bindings;
    for (const name of names) value = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
    return value as JsonValue | undefined;
  };
}

/** Texts of causes are for people, and ids of runs are another thing each time: neither decides anything. */
function fold(value: JsonValue | undefined): number {
  if (typeof value === 'number') return value % FOLDED_BELOW;
  const text = JSON.stringify(value, (key, member: unknown) => (key === 'Cause' ? undefined : member)) as
    string | undefined;
  return hashBelow(FOLDED_BELOW, withoutRunIds(text ?? ''));
}

function boom(value: number): number {
  // As an evaluator throws: no Error, but a machine's error.
  // oxlint-disable-next-line typescript/only-throw-error
  if (value % 4 === 3) throw { error: 'States.QueryEvaluationError', cause: 'boom' };
  return value;
}

export function withoutRunIds(text: string): string {
  return text.replaceAll(RUN_IDS, '<run>');
}

/** What the simulation speaks. */
export const TINY_LANGUAGE = createTinyLanguage(fold);
