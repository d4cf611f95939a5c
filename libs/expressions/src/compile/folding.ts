// What is made of constants alone is evaluated once, when it is compiled.
import { Evaluation } from '../evaluation.ts';
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from '../limits.ts';
import { partsOf, type SyntaxNode } from '../syntax-node.ts';
import { Frame, type Evaluate } from './frame.ts';
import { constant } from './literals.ts';

const LITERALS: ReadonlySet<unknown> = new Set(['string', 'number', 'value']);
/** Makes as many values as its numbers say. */
const RANGE = '..';

const folds = new WeakSet<SyntaxNode>();

/** The same as a constant, if it is one. */
export function folded(node: SyntaxNode, evaluate: Evaluate): Evaluate {
  if (!isFoldable(node)) return evaluate;
  const found = valueNow(evaluate);
  if (found === undefined) return evaluate;
  folds.add(node);
  return constant(found.value);
}

/** What needs longer is evaluated when it is asked for. */
const LIMITS: ExpressionLimits = { ...DEFAULT_EXPRESSION_LIMITS, steps: 10_000, characters: 10_000, timeMs: 20 };

/** What something gives without any input. Undefined: it fails, and does so whenever it is evaluated. */
export function valueNow(evaluate: Evaluate): { readonly value: unknown } | undefined {
  const nothing = { root: undefined, bindings: {}, nowMs: 0, seed: '', hidesFunctions: false };
  try {
    return { value: evaluate(undefined, new Frame([]), new Evaluation(LIMITS, nothing)) };
  } catch {
    return undefined;
  }
}

function isFoldable(node: SyntaxNode): boolean {
  const { type, value, predicate, group } = node;
  const isOperation =
    (type === 'binary' && value !== RANGE) || type === 'condition' || (type === 'unary' && value === '-');
  if (!isOperation || predicate !== undefined || group !== undefined) return false;
  return partsOf(node).every((part) => isLiteral(part) || folds.has(part));
}

function isLiteral({ type, predicate, group }: SyntaxNode): boolean {
  return LITERALS.has(type) && predicate === undefined && group === undefined;
}
