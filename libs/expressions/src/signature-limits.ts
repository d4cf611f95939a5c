import { ExpressionError } from './errors.ts';
import type { SyntaxNode } from './syntax-node.ts';

/** The most parameters of a signature that may be missing. */
const MAX_OPTIONAL = 8;

/**
 * Refuses a signature that arguments could be matched with in too many ways: a backtracking expression is made of it.
 * Throws `expression.too_complex`.
 */
export function checkSignature(node: SyntaxNode): void {
  const { definition = '' } = (node.signature ?? {}) as { readonly definition?: string };
  const optional = definition.replace(/[^?-]/g, '').length;
  const repeated = definition.replace(/[^+]/g, '').length;
  if (optional <= MAX_OPTIONAL && repeated <= 1) return;
  throw new ExpressionError(
    'expression.too_complex',
    `A function's signature has ${MAX_OPTIONAL} optional parameters and one repeated one at most.`,
    node.position === undefined ? {} : { position: node.position },
  );
}
