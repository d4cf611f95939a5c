import type { SyntaxNode } from '../syntax-node.ts';
import type { Evaluate } from './frame.ts';
import type { NodeCompiler } from './scope.ts';

const constants = new WeakMap<Evaluate, { readonly value: unknown }>();

/** What always gives the same value. */
export function constant(value: unknown): Evaluate {
  const evaluate: Evaluate = () => value;
  constants.set(evaluate, { value });
  return evaluate;
}

/** The value that something compiled always gives, if there is one. */
export function constantOf(evaluate: Evaluate): { readonly value: unknown } | undefined {
  return constants.get(evaluate);
}

const literal: NodeCompiler = ({ value }: SyntaxNode) => constant(value);

export const LITERALS: Readonly<Record<string, NodeCompiler>> = { string: literal, number: literal, value: literal };
