import { ExpressionError } from '../errors.ts';
import { createEvaluator, type EvaluationRequest } from '../evaluator.ts';
import type { JsonValue } from '../json.ts';

/** The clock is the last resort, and a machine may be busy with other suites: only who asks for it meets it. */
const evaluator = createEvaluator({ limits: { timeMs: 30_000 } });

/** What an evaluation may be given besides its text. */
export type Given = Partial<Omit<EvaluationRequest, 'expression'>>;

/** 2030-01-02T03:04:05.678Z. */
export const NOW_MS = Date.UTC(2030, 0, 2, 3, 4, 5, 678);

/** The value of an expression. */
export function evaluate(expression: string, given: Given = {}): JsonValue | undefined {
  return evaluator.evaluate({ expression, bindings: {}, nowMs: NOW_MS, seed: 'seed', ...given });
}

/** Why an expression has none. */
export function failureOf(expression: string, given: Given = {}): ExpressionError {
  try {
    evaluate(expression, given);
  } catch (cause) {
    if (cause instanceof ExpressionError) return cause;
    throw cause;
  }
  throw new Error(`No failure: ${expression}`);
}
