import { UNITS_PER_ITEM, type Evaluation } from '../evaluation.ts';
import { isConstructed } from '../values/sequence.ts';
import type { Filter } from './filters.ts';
import type { Evaluate, Frame } from './frame.ts';
import { Results } from './results.ts';

/**
 * What a step of a path makes of the results of the step before it. Many results are an array; one stands for itself,
 * and so does an array that was constructed; none is undefined.
 */
export interface Step {
  one(value: unknown, frame: Frame, evaluation: Evaluation): unknown;
  many(items: readonly unknown[], frame: Frame, evaluation: Evaluation): unknown;
}

/** Are these results many? */
export function areMany(results: unknown): results is readonly unknown[] {
  return Array.isArray(results) && !isConstructed(results);
}

/** Results as a list. */
export function listOfResults(results: unknown): readonly unknown[] {
  if (areMany(results)) return results;
  return results === undefined ? [] : [results];
}

/** A step that is evaluated for each item and filtered item by item; the results are put together. */
export function mappingStep(
  evaluate: Evaluate,
  { filters, isLast }: { readonly filters: readonly Filter[]; readonly isLast: boolean },
): Step {
  const evaluateAndFilter = filtered(evaluate, filters);
  return {
    one(value, frame, evaluation) {
      const result = evaluateAndFilter(value, frame, evaluation);
      if (!Array.isArray(result)) return result;
      const results = new Results(evaluation);
      results.add(result);
      return results.end(isLast);
    },
    many(items, frame, evaluation) {
      evaluation.charge((items.length + 1) * UNITS_PER_ITEM);
      const results = new Results(evaluation);
      for (const item of items) {
        const value = evaluateAndFilter(item, frame, evaluation);
        if (value !== undefined) results.add(value);
      }
      return results.end(isLast);
    },
  };
}

function filtered(evaluate: Evaluate, filters: readonly Filter[]): Evaluate {
  const [first, second] = filters;
  if (first === undefined) return evaluate;
  if (second === undefined) {
    return (value, frame, evaluation) => first(evaluate(value, frame, evaluation), frame, evaluation);
  }
  return (value, frame, evaluation) => {
    let result = evaluate(value, frame, evaluation);
    for (const filter of filters) result = filter(result, frame, evaluation);
    return result;
  };
}

/** A step that the results before it go through as a whole: an order. */
export function wholeStep(run: (items: readonly unknown[], frame: Frame, evaluation: Evaluation) => unknown): Step {
  return { one: (value, frame, evaluation) => run([value], frame, evaluation), many: run };
}

/** Several steps as one evaluation, from the context. `isAbsolute`: an array in the context is one value. */
export function following(steps: readonly Step[], isAbsolute: boolean): Evaluate {
  const [first, ...rest] = steps as readonly [Step, ...Step[]];
  return (input, frame, evaluation) => {
    let current =
      Array.isArray(input) && !isAbsolute ? first.many(input, frame, evaluation) : first.one(input, frame, evaluation);
    for (const step of rest) {
      if (current === undefined) return undefined;
      if (!areMany(current)) current = step.one(current, frame, evaluation);
      else if (current.length === 0) return undefined;
      else current = step.many(current, frame, evaluation);
    }
    return current;
  };
}
