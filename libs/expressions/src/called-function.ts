import { EXPRESSION_FUNCTIONS, type FunctionDescription } from './functions/table.ts';
import type { SyntaxNode } from './syntax-node.ts';

/** The function of the table that a call is of; undefined for what the expression itself defines or computes. */
export function calledFunction({ procedure }: SyntaxNode, bound: ReadonlySet<string>): FunctionDescription | undefined {
  const { type, value } = procedure as SyntaxNode;
  if (type !== 'variable' || bound.has(String(value))) return undefined;
  return EXPRESSION_FUNCTIONS.get(String(value));
}
