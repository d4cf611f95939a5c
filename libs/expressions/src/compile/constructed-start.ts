import type { SyntaxNode } from '../syntax-node.ts';
import { asSequence } from '../values/sequence.ts';
import type { Evaluate } from './frame.ts';
import type { Compile, Scope } from './scope.ts';

/** An array that is written at the beginning of a path is made once, whatever the context has. */
export function constructedStart([first]: readonly SyntaxNode[], scope: Scope, compile: Compile): Evaluate | undefined {
  return first?.consarray === true ? compile(first, scope) : undefined;
}

/** What a filter has left of such an array: of a text, the reference goes through the characters. */
export function asItems(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  return typeof value === 'string' ? value.split('') : asSequence([]);
}
