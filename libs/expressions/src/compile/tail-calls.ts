// The parser wraps the call at the end of a function into a function, which is called when the outer one has ended. It does so
// too where something is still to be done with its value: those calls are made at once.
import { listOf, type SyntaxNode } from '../syntax-node.ts';

/** Is something done with the value of this node before it is handed on? */
export function endsByItself({ predicate, group, keepArray }: SyntaxNode): boolean {
  return predicate !== undefined || group !== undefined || keepArray === true;
}

/** The same node, with the calls at its end made at once. */
export function withoutTailCalls(node: SyntaxNode): SyntaxNode {
  if (node.type === 'lambda' && node.thunk === true) return node.body as SyntaxNode;
  if (node.type === 'condition') {
    const otherwise = node.else as SyntaxNode | undefined;
    return {
      ...node,
      then: withoutTailCalls(node.then as SyntaxNode),
      ...(otherwise === undefined ? {} : { else: withoutTailCalls(otherwise) }),
    };
  }
  const expressions = listOf(node.expressions);
  const last = expressions.at(-1);
  if (node.type !== 'block' || last === undefined) return node;
  return { ...node, expressions: [...expressions.slice(0, -1), withoutTailCalls(last)] };
}
