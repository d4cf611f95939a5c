import jsonata from 'jsonata';
import { compileNode } from './compile/compile-node.ts';
import { Frame, unboundSlots } from './compile/frame.ts';
import { namesBoundIn, Scope, type Program } from './compile/scope.ts';
import { checkComplexity } from './complexity.ts';
import { ExpressionError } from './errors.ts';
import type { Evaluation } from './evaluation.ts';
import { RecentMap } from './recent-map.ts';
import { staticPathOf, type StaticPath } from './static-path.ts';
import { nodesOf, type SyntaxNode } from './syntax-node.ts';
import { wrapped } from './values/sequence.ts';

/** An expression ready to be evaluated any number of times. */
export interface CompiledExpression {
  /** Set for `$name.field.field`: read without an evaluation. */
  readonly path?: StaticPath;
  /** Functions that it reads by name: a binding may hide them. */
  readonly functions: ReadonlySet<string>;
  readonly evaluate: (evaluation: Evaluation) => unknown;
}

/** Characters of all texts that are kept compiled: each becomes closures of some hundred bytes. */
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
  const tree = jsonata(source).ast() as unknown as SyntaxNode;
  restoreRegexes(tree);
  const program: Program = { functions: new Set(), level: 0 };
  const scope = new Scope(program, { names: namesBoundIn([tree]) });
  const evaluate = compileNode(tree, scope);
  const path = staticPathOf(tree);
  const slots = scope.size;
  return {
    ...(path === undefined ? {} : { path }),
    functions: program.functions,
    evaluate: (evaluation) => evaluate(wrapped(evaluation.root), new Frame(unboundSlots(slots)), evaluation),
  };
}

/** The parser copies the left side of `??` and `?:` as JSON, in which regular expressions are lost: they are elsewhere too. */
function restoreRegexes(tree: SyntaxNode): void {
  const regexes = nodesOf(tree).filter(({ type }) => type === 'regex');
  const whole = new Map(
    regexes.filter(({ value }) => value instanceof RegExp).map((node) => [node.position, node.value]),
  );
  for (const node of regexes)
    if (!(node.value instanceof RegExp)) Object.assign(node, { value: whole.get(node.position) });
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
