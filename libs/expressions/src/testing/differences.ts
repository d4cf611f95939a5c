// Runs an expression here and in the reference implementation, and says whether they differ in a way that is not meant.
import jsonata from 'jsonata';
import type { ExpressionError } from '../errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { evaluate, NOW_MS } from './evaluate.ts';

export interface Trial {
  readonly expression: string;
  readonly input: JsonValue;
  readonly bindings: JsonObject;
}
export interface FaultOutcome {
  readonly code: string | undefined;
  readonly position: number | undefined;
  readonly token: string | undefined;
}
export type Outcome = { readonly value: unknown } | FaultOutcome;

/** As JSON has it: no marks, no prototypes, nothing in the place of functions. */
const plain = (value: unknown): unknown =>
  value === undefined || typeof value === 'function' ? undefined : JSON.parse(JSON.stringify(value) ?? 'null');

/** What the reference makes of it, on a copy: it may write to its input. */
export async function referenceOutcome({ expression, input, bindings }: Trial): Promise<Outcome> {
  try {
    return { value: plain(await jsonata(expression).evaluate(structuredClone(input), structuredClone(bindings))) };
  } catch (cause) {
    const { code, position, token } = cause as { code?: string; position?: number; token?: unknown };
    return { code, position, token: token === undefined ? undefined : String(token) };
  }
}

export function ownOutcome({ expression, input, bindings }: Trial): Outcome {
  try {
    return { value: plain(evaluate(expression, { input, bindings, nowMs: NOW_MS })) };
  } catch (cause) {
    const { jsonataCode, position, token } = (cause as ExpressionError).detail;
    return { code: jsonataCode, position, token };
  }
}

/** Functions of the table that are handed on by name: the reference then reports where they were called last, anywhere. */
const HANDED_ON = /\$[a-z][A-Za-z]+(?![A-Za-z(]| *:=)|\?/;

/** What is known to differ, and why. */
const MEANT: readonly ((trial: Trial, theirs: Outcome, ours: Outcome) => boolean)[] = [
  // An error of JavaScript's own, where the reference forgot to check: here it is any typed one.
  (_, theirs) => 'code' in theirs && theirs.code === undefined,
  // It loses the regular expressions on the left side of `??` and `?:`.
  ({ expression }) => /\?[?:]/.test(expression) && expression.includes('/'),
  // Functions of the table with open arguments keep their signature here.
  ({ expression }, _, ours) => expression.includes('(?') && 'code' in ours && ours.code?.startsWith('T041') === true,
  // It writes into an empty array that an object is made from.
  ({ expression, input, bindings }) =>
    (expression.includes('{') && JSON.stringify([input, bindings, expression]).includes('[]')) ||
    /\|[^|]*\{[^|]*\|/.test(expression),
  // Its wildcard finds its own marks on arrays that are made in a path.
  ({ expression }) => /\[.*\*/.test(expression),
  // Members and items are started side by side there: the first error in time wins, here the first in the text.
  ({ expression }, theirs, ours) => 'code' in theirs && 'code' in ours && /[{[]/.test(expression),
  ({ expression }, theirs, ours) => 'code' in theirs && 'code' in ours && isSameFault(expression, theirs, ours),
];

/** A place is said also where the reference knows none. */
function isSameFault(expression: string, theirs: FaultOutcome, ours: FaultOutcome): boolean {
  if (theirs.code !== ours.code) return false;
  const isSame = (known: unknown, own: unknown): boolean => known === undefined || known === own;
  const areSame = isSame(theirs.position, ours.position) && isSame(theirs.token, ours.token);
  return areSame || HANDED_ON.test(expression);
}

/** The difference between two outcomes, unless it is one that is meant. */
export function differenceOf(trial: Trial, theirs: Outcome, ours: Outcome): string | undefined {
  if (sorted(theirs) === sorted(ours)) return undefined;
  if (MEANT.some((isMeant) => isMeant(trial, theirs, ours))) return undefined;
  return `${trial.expression}\n  expected ${JSON.stringify(theirs)}\n  found    ${JSON.stringify(ours)}`;
}

/** Members have no order. */
function sorted(outcome: Outcome): string {
  return JSON.stringify(outcome, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
      : value,
  );
}
