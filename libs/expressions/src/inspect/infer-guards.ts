import { listOf, partsOf, type SyntaxNode } from '../syntax-node.ts';
import type { Inferring } from './infer-calls.ts';
import { callableOf, type TypeScope } from './infer-scope.ts';
import { isNever, without, type Kind } from './types.ts';

/**
 * What the first result of a condition cannot be, since it is what was tested: `a ?: b`, `a ? a : b`, and
 * `$exists(a) ? a : b`, which is how the parser writes `a ?? b`.
 */
export function kindsExcludedBy(node: SyntaxNode, scope: TypeScope): readonly Kind[] {
  const [condition, then] = [node.condition as SyntaxNode, node.then as SyntaxNode];
  const isExistence = callsExists(condition, scope);
  const tested = isExistence ? listOf(condition.arguments)[0] : condition;
  if (tested === undefined || !isSteady(then) || written(tested) !== written(then)) return [];
  return isExistence ? ['nothing'] : ['nothing', 'null'];
}

function callsExists({ type, procedure }: SyntaxNode, scope: TypeScope): boolean {
  const callable = type === 'function' ? callableOf(procedure as SyntaxNode, scope) : undefined;
  return callable !== undefined && 'name' in callable && callable.name === 'exists';
}

/** Nodes that give the same when they are evaluated twice. Calls may draw random values. */
const STEADY: ReadonlySet<unknown> = new Set([
  ...['path', 'name', 'variable', 'wildcard', 'descendant', 'sort', 'filter'],
  ...['string', 'number', 'value', 'binary', 'unary', 'condition', 'block'],
]);

function isSteady(node: SyntaxNode): boolean {
  return STEADY.has(node.type) && partsOf(node).every(isSteady);
}

function written(node: SyntaxNode): string {
  return JSON.stringify(node, (key, part: unknown) => (key === 'position' ? undefined : part));
}

const COMPARING: ReadonlySet<unknown> = new Set(['=', '!=', '<', '<=', '>', '>=', 'in']);

/** Can a condition hold? Nothing is equal to nothing, and greater than nothing. */
export function mayHold(condition: SyntaxNode, scope: TypeScope, inferring: Inferring): boolean {
  const [left, right] = [condition.lhs as SyntaxNode, condition.rhs as SyntaxNode];
  if (condition.type === 'binary' && condition.predicate === undefined && condition.group === undefined) {
    if (COMPARING.has(condition.value)) return ![left, right].some((side) => isNothing(side, scope, inferring));
    if (condition.value === 'and') return mayHold(left, scope, inferring) && mayHold(right, scope, inferring);
    if (condition.value === 'or') return mayHold(left, scope, inferring) || mayHold(right, scope, inferring);
  }
  return !isNever(without(inferring.infer(condition, scope), 'nothing', 'null'));
}

function isNothing(node: SyntaxNode, scope: TypeScope, inferring: Inferring): boolean {
  return isNever(without(inferring.infer(node, scope), 'nothing'));
}
