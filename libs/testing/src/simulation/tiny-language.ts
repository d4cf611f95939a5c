import type { JsonValue } from '@millrace/machine';
import type { Evaluator } from '@millrace/runtime';
import { hashBelow } from './random.ts';

type Bindings = Parameters<Evaluator['evaluate']>[0]['bindings'];
type Compiled = (bindings: Bindings) => JsonValue | undefined;

const COMPILED = new Map<string, Compiled>();
const RUN_IDS = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const FOLDED_BELOW = 50;

/**
 * The little of JSONata that random workflows use, at once and without surprises: terms that are added, the sum compared by
 * its remainder. Terms: a number, `$a.b`, `$fold(…)` (any value as a number), `$range(…, n)` (n numbers) and `$boom(…)`
 * (fails for one value in four).
 */
export function evaluateTiny({ expression, bindings }: Parameters<Evaluator['evaluate']>[0]): JsonValue | undefined {
  let compiled = COMPILED.get(expression);
  if (compiled === undefined) COMPILED.set(expression, (compiled = compile(expression)));
  return compiled(bindings);
}

function compile(expression: string): Compiled {
  const [, sum = '', divisor, remainder] = /^(.*?)(?: % (\d+) = (\d+))?$/.exec(expression.trim()) ?? [];
  const terms = sum.split(' + ').map(compileTerm);
  const [only] = terms;
  if (only !== undefined && terms.length === 1 && divisor === undefined) return only;
  const add = (bindings: Bindings): number => terms.reduce((total, term) => total + Number(term(bindings)), 0);
  if (divisor === undefined) return add;
  return (bindings) => add(bindings) % Number(divisor) === Number(remainder);
}

function compileTerm(term: string): Compiled {
  if (/^\d+$/.test(term)) return () => Number(term);
  const [, name, inner = '', count] = /^\$(fold|range|boom)\(([^,]+?)(?:, (\d+))?\)$/.exec(term) ?? [];
  if (name === undefined) return compilePath(term);
  const value = compileTerm(inner);
  if (name === 'fold') return (bindings) => fold(value(bindings));
  if (name === 'boom') return (bindings) => boom(Number(value(bindings)));
  return (bindings) => {
    const start = Number(value(bindings));
    return Array.from({ length: Number(count) }, (_, index) => (start + index * 7) % FOLDED_BELOW);
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
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (value % 4 === 3) throw { error: 'States.QueryEvaluationError', cause: 'boom' };
  return value;
}

export function withoutRunIds(text: string): string {
  return text.replaceAll(RUN_IDS, '<run>');
}

/** A template with its expressions replaced by their values. */
export function fillTemplate(template: JsonValue, bindings: Bindings): JsonValue {
  if (Array.isArray(template)) return template.map((part: JsonValue) => fillTemplate(part, bindings));
  if (typeof template === 'object' && template !== null) {
    return Object.fromEntries(Object.entries(template).map(([key, part]) => [key, fillTemplate(part, bindings)]));
  }
  if (typeof template !== 'string' || !template.startsWith('{%')) return template;
  return evaluateTiny({ expression: template.slice(2, -2), bindings, nowMs: 0, seed: '' }) ?? null;
}
