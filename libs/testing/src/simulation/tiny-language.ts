import type { Evaluator } from '@millrace/runtime';
import { hashBelow } from './random.ts';

type EvaluationRequest = Parameters<Evaluator['evaluate']>[0];

/** `$states.<member>`, alone, plus a number, or compared by its remainder. */
const FORM = /^\s*\$states\.(input|result)(?: \+ (\d+)| % (\d+) = (\d+))?\s*$/;

/** The little of JSONata that random workflows use, at once and without surprises. */
export function evaluateTiny({ expression, bindings }: EvaluationRequest): number | boolean {
  const form = FORM.exec(expression);
  if (form === null) throw new Error(`The tiny language has no "${expression}".`);
  const [, member = '', plus, divisor, remainder] = form;
  const states = bindings.states as Readonly<Record<string, unknown>>;
  const value = Number(states[member]);
  if (divisor !== undefined) return value % Number(divisor) === Number(remainder);
  return value + Number(plus ?? 0);
}

export type TaskEnd =
  | { readonly kind: 'returned'; readonly output: number }
  | { readonly kind: 'threw'; readonly error: string; readonly cause: string; readonly retryAfterMs?: number };

/** What a task does: decided by what it is asked, so that whoever repeats it gets the same again. */
export function taskEnd(call: { readonly salt: number; readonly path: string; readonly attempt: number }): TaskEnd {
  const roll = hashBelow(10, call.salt, call.path, call.attempt);
  if (roll < 6) return { kind: 'returned', output: hashBelow(50, call.salt, call.path) };
  if (roll === 9) return { kind: 'threw', error: 'Sim.Refused', cause: 'no' };
  const cause = `busy at ${call.path}, attempt ${call.attempt}`;
  return roll === 8
    ? { kind: 'threw', error: 'Sim.Busy', cause, retryAfterMs: 7000 }
    : { kind: 'threw', error: 'Sim.Busy', cause };
}
