import { ExpressionError } from '../errors.ts';
import { Fault } from '../fault.ts';
import type { SyntaxNode } from '../syntax-node.ts';

/** An error of an operator, at its place. Whatever was noted further in does not count. */
export function atOperator(cause: unknown, { position, value }: SyntaxNode): unknown {
  if (cause instanceof Fault) {
    cause.position = position;
    cause.token = String(value);
  }
  return cause;
}

/** What an error says about its place where a call has let it through. */
export interface CallPlace {
  readonly position: number | undefined;
  readonly token: string | undefined;
}

/** An error that came out of a call: the outermost call is its place, the innermost function its token. */
export function atCall(cause: unknown, { position, token }: CallPlace): unknown {
  if (cause instanceof Fault) {
    cause.token ??= token;
    // The reference takes the position 0 for none.
    if (position !== undefined && position !== 0) cause.position = position;
    cause.position ??= position;
  } else if (cause instanceof ExpressionError) {
    cause.position ??= position;
  }
  return cause;
}
