import { EXPRESSION_FUNCTIONS, type FunctionDescription } from '../functions/table.ts';
import { listOf, type SyntaxNode } from '../syntax-node.ts';
import { isNamed, type Names } from './scope-walk.ts';

/** A call of a function by a name that the expression has not bound itself. */
export interface Call {
  readonly name: string;
  /** Undefined when there is no such function. */
  readonly known: FunctionDescription | undefined;
  /** With the value that is handed on by `~>` in front. */
  readonly given: readonly SyntaxNode[];
  /** Some arguments are left open: no call yet. */
  readonly isPartial: boolean;
  readonly position?: number;
}

/** The call that a node is; `handedOn` is the left side of `~>` when it is the right one. */
export function callOf(node: SyntaxNode, bound: Names, handedOn?: SyntaxNode): Call | undefined {
  if (node.type !== 'function' && node.type !== 'partial') return undefined;
  // The parser writes calls of its own for `??`: they have no place in the text.
  if (!isNamed(node, bound) || node.position === undefined) return undefined;
  return {
    ...named((node.procedure as SyntaxNode).value),
    given: [...(handedOn === undefined ? [] : [handedOn]), ...listOf(node.arguments)],
    isPartial: node.type === 'partial',
    position: node.position,
  };
}

/** `value ~> $name`, unless two functions are put together. */
export function chainedCallOf({ type, lhs, rhs }: SyntaxNode, bound: Names): Call | undefined {
  if (type !== 'apply') return undefined;
  const [left, right] = [lhs as SyntaxNode, rhs as SyntaxNode];
  if (right.type !== 'variable' || bound.has(String(right.value)) || isFunction(left, bound)) return undefined;
  const { name, known } = named(right.value);
  if (known === undefined) return undefined;
  return {
    ...{ name, known, given: [left] },
    // What may be a function may be put together with the other: then nothing is called yet.
    isPartial: MAY_BE_FUNCTION.has(left.type),
    ...(right.position === undefined ? {} : { position: right.position }),
  };
}

const FUNCTIONS: ReadonlySet<unknown> = new Set(['lambda', 'partial', 'transform', 'regex']);
const MAY_BE_FUNCTION: ReadonlySet<unknown> = new Set([
  ...['variable', 'function', 'apply', 'block', 'condition', 'bind'],
]);

function isFunction({ type, value, lhs }: SyntaxNode, bound: Names): boolean {
  if (type === 'apply') return isFunction(lhs as SyntaxNode, bound);
  if (type === 'variable') return !bound.has(String(value)) && EXPRESSION_FUNCTIONS.has(String(value));
  return FUNCTIONS.has(type);
}

function named(value: unknown): Pick<Call, 'name' | 'known'> {
  const name = String(value);
  return { name, known: EXPRESSION_FUNCTIONS.get(name) };
}
