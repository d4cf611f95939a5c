import { EXPRESSION_FUNCTIONS } from '../functions/table.ts';
import { listOf, partsOf, type SyntaxNode } from '../syntax-node.ts';
import type { InferredType } from './types.ts';

/** A function whose result can be inferred: one that is written down, or one of the table. */
export type Callable = { readonly lambda: SyntaxNode; readonly scope: TypeScope } | { readonly name: string };

interface Binding {
  readonly type: InferredType;
  readonly callable?: Callable | undefined;
}

/** Variables of a block or a function, as they are by now. */
export interface Frame {
  readonly names: Map<string, Binding>;
  readonly outer?: Frame;
}

/** What a node is evaluated with. */
export interface TypeScope {
  readonly context: InferredType;
  /** The context is the whole input: JSONata takes an array then as one value, not as its items. */
  readonly isWhole: boolean;
  readonly frame: Frame;
}

export function withContext({ frame }: TypeScope, context: InferredType): TypeScope {
  return { context, isWhole: false, frame };
}

export function withFrame(scope: TypeScope): TypeScope {
  return { ...scope, frame: { names: new Map(), outer: scope.frame } };
}

export function findBinding(name: string, scope: TypeScope): Binding | undefined {
  for (let frame: Frame | undefined = scope.frame; frame !== undefined; frame = frame.outer) {
    const found = frame.names.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The function that a node is for sure. */
export function callableOf(node: SyntaxNode, scope: TypeScope): Callable | undefined {
  if (node.predicate !== undefined || node.group !== undefined) return undefined;
  if (node.type === 'lambda') return { lambda: node, scope };
  if (node.type !== 'variable') return undefined;
  const name = String(node.value);
  const bound = findBinding(name, scope);
  if (bound !== undefined) return bound.callable;
  return EXPRESSION_FUNCTIONS.has(name) ? { name } : undefined;
}

/**
 * Names that are bound inside other expressions: whether, and how often, only the data tells. Elsewhere a name is bound
 * by a statement of a block.
 */
export function looseNamesOf(tree: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  const look = (node: SyntaxNode, isStatement: boolean): void => {
    if (node.type === 'bind') {
      if (!isStatement) names.add(String((node.lhs as SyntaxNode).value));
      look(node.rhs as SyntaxNode, isStatement);
      return;
    }
    const statements = node.type === 'block' ? listOf(node.expressions) : node.type === 'lambda' ? [node.body] : [];
    for (const part of partsOf(node)) look(part, statements.includes(part));
  };
  look(tree, true);
  return names;
}

/** A transformation changes what its pattern gives, and that can be what a variable holds. */
export function mayChangeVariables(node: SyntaxNode): boolean {
  if (node.type === 'transform' && readsVariable(node.pattern as SyntaxNode)) return true;
  return partsOf(node).some(mayChangeVariables);
}

function readsVariable(node: SyntaxNode): boolean {
  return (node.type === 'variable' && node.value !== '') || partsOf(node).some(readsVariable);
}
