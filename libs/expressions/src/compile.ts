import jsonata from 'jsonata';
import type { Budget } from './budget.ts';
import { ExpressionError } from './errors.ts';
import { ENTRY, type HookableExpression } from './functions/natives.ts';
import { DEFINITIONS } from './functions/registered.ts';
import { MAX_SOURCE_CHARACTERS, MAX_SOURCE_DEPTH } from './limits.ts';
import { RecentMap } from './recent-map.ts';
import { staticPathOf, type StaticPath } from './static-path.ts';
import { supervise, type Hook } from './supervision.ts';
import { factsOf } from './syntax-facts.ts';
import type { SyntaxNode } from './syntax-node.ts';

/** An expression ready to be evaluated any number of times, also at the same time. */
export interface CompiledExpression {
  /** Set for `$name.field.field`: read without the interpreter. */
  readonly path?: StaticPath;
  readonly evaluate: (
    request: { readonly input?: unknown; readonly bindings: Readonly<Record<string, unknown>> },
    budget: Budget,
  ) => Promise<unknown>;
}

/** Characters of all texts that are kept compiled: a tree takes some hundred bytes for each. */
const MAX_KEPT_CHARACTERS = 512 * 1024;
/** What even the shortest expression takes, in characters. */
const LEAST_CHARACTERS = 50;

const compiled = new RecentMap<CompiledExpression>(MAX_KEPT_CHARACTERS);

/** Compiles once per text. Throws `expression.syntax` or `expression.too_complex`. */
export function compileExpression(source: string): CompiledExpression {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  checkComplexity(source);
  try {
    const expression = compile(source);
    compiled.set(source, expression, LEAST_CHARACTERS + source.length);
    return expression;
  } catch (cause) {
    throw syntaxError(cause);
  }
}

function compile(source: string): CompiledExpression {
  const expression = jsonata(source);
  const tree = expression.ast() as unknown as SyntaxNode;
  const facts = factsOf(tree);
  const path = staticPathOf(tree);
  // jsonata calls the hook of the first node before it waits for anything.
  let starting: Budget | undefined;
  const onFirstNode: Hook = (_node, _input, { base }) => {
    if (starting !== undefined) supervise(base, starting, facts);
    return undefined;
  };
  const { assign } = expression as unknown as HookableExpression;
  assign(ENTRY, onFirstNode);
  assignFunctions(assign, facts.names);
  return {
    ...(path === undefined ? {} : { path }),
    evaluate: ({ input, bindings }, budget) => {
      starting = budget;
      return expression.evaluate(input, bindings) as Promise<unknown>;
    },
  };
}

function assignFunctions(assign: HookableExpression['assign'], names: ReadonlySet<string>): void {
  // Data from outside is never evaluated as code.
  assign('eval', undefined);
  for (const name of names) {
    const definition = DEFINITIONS.get(name);
    // jsonata notes on a definition where it was called: each expression has its own.
    if (definition !== undefined) assign(name, { ...definition });
  }
}

/** A parser's complaint as our error. */
export function syntaxError(cause: unknown): ExpressionError {
  if (cause instanceof ExpressionError) return cause;
  if (cause instanceof RangeError) {
    return new ExpressionError('expression.too_complex', 'The expression nests too many operators.');
  }
  const { code, position, token, message } = cause as {
    code?: string;
    position?: number;
    token?: unknown;
    message?: string;
  };
  return new ExpressionError('expression.syntax', message ?? 'The expression cannot be parsed.', {
    ...(position === undefined ? {} : { position }),
    ...(token === undefined ? {} : { token: tokenText(token) }),
    ...(code === undefined ? {} : { jsonataCode: code }),
  });
}

/** The parser's tokens are texts, numbers and, in places, values. */
export function tokenText(token: unknown): string {
  return typeof token === 'string' ? token : JSON.stringify(token);
}

/** Refuses what would overflow the recursive parser. */
export function checkComplexity(source: string): void {
  if (source.length > MAX_SOURCE_CHARACTERS) {
    throw new ExpressionError(
      'expression.too_complex',
      `An expression has ${MAX_SOURCE_CHARACTERS} characters at most.`,
    );
  }
  let depth = 0;
  for (let index = 0; index < source.length; index += 1) {
    const letter = source[index] ?? '';
    if ('([{'.includes(letter)) depth += 1;
    else if (')]}'.includes(letter)) depth -= 1;
    if (depth > MAX_SOURCE_DEPTH) {
      throw new ExpressionError('expression.too_complex', `An expression nests ${MAX_SOURCE_DEPTH} brackets at most.`, {
        position: index,
      });
    }
  }
}
