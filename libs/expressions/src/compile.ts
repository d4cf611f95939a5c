import jsonata from 'jsonata';
import { type Budget } from './budget.ts';
import { ExpressionError } from './errors.ts';
import { ASL_FUNCTIONS } from './functions/asl.ts';
import { CAPPED_FUNCTIONS } from './functions/capped.ts';
import type { ExpressionFunction } from './functions/define.ts';
import { OWN_FUNCTIONS } from './functions/own.ts';
import type { JsonValue } from './json.ts';
import { DEFAULT_EXPRESSION_LIMITS, MAX_SOURCE_CHARACTERS, MAX_SOURCE_DEPTH } from './limits.ts';
import { RegexEngine } from './regex-engine.ts';
import { staticPathOf, type StaticPath } from './static-path.ts';

/** An expression ready to be evaluated any number of times, also at the same time. */
export interface CompiledExpression {
  /** Set for `$name.field.field`: read without the interpreter. */
  readonly path?: StaticPath;
  readonly evaluate: (
    request: { readonly input: unknown; readonly bindings: Readonly<Record<string, unknown>> },
    budget: Budget,
  ) => Promise<unknown>;
}

/** All that Millrace adds to JSONata or puts in the place of jsonata's own. */
export const ADDED_FUNCTIONS: readonly ExpressionFunction[] = [...ASL_FUNCTIONS, ...CAPPED_FUNCTIONS, ...OWN_FUNCTIONS];

/** No name of an expression can hold a space, so none can reach it. */
const BUDGET_NAME = 'millrace budget';
const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');

interface Environment {
  readonly lookup: (name: string) => unknown;
}
interface HookEnvironment extends Environment {
  /** Of the whole evaluation. */
  readonly base: { readonly depth: number };
}
type Hook = (
  node: { readonly type: string },
  input: unknown,
  ...rest: [HookEnvironment, unknown?]
) => Promise<void> | void;

const budgetOf = (environment: Environment): Budget => environment.lookup(BUDGET_NAME) as Budget;

const onEntry: Hook = (_node, _input, environment) => budgetOf(environment).step(environment.base.depth);

/** Nodes that can put a structure together. */
const BUILDERS: ReadonlySet<string> = new Set(['unary', 'function', 'apply', 'block', 'transform']);
const onExit: Hook = (node, _input, environment, result) => {
  const budget = budgetOf(environment);
  budget.checkValue(result);
  if (BUILDERS.has(node.type)) budget.checkStructure(result);
};

const compiled = new Map<string, CompiledExpression>();
const MAX_COMPILED = 5000;

/** Compiles once per text. Throws `expression.syntax` or `expression.too_complex`. */
export function compileExpression(source: string): CompiledExpression {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  checkComplexity(source);
  const expression = compileWithHooks(source);
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(source, expression);
  return expression;
}

function compileWithHooks(source: string): CompiledExpression {
  const expression = parse(source);
  const bind = expression.assign as (name: string | symbol, value: unknown) => void;
  bind(ENTRY, onEntry);
  bind(EXIT, onExit);
  // Data from outside is never evaluated as code.
  bind('eval', undefined);
  for (const added of ADDED_FUNCTIONS)
    expression.registerFunction(added.name, implementationOf(added), added.signature);
  expression.registerFunction('millis', millis, '<:n>');
  expression.registerFunction('now', now, '<s?s?:s>');
  const path = staticPathOf(expression.ast());
  return {
    ...(path === undefined ? {} : { path }),
    evaluate: ({ input, bindings }, budget) =>
      expression.evaluate(input, { ...bindings, [BUDGET_NAME]: budget }) as Promise<unknown>,
  };
}

interface Focus {
  readonly environment: Environment;
}

function millis(this: Focus): number {
  return budgetOf(this.environment).nowMs;
}

/** jsonata keeps its own time per expression, so two evaluations at once would share it. */
function now(this: Focus, picture?: string, timezone?: string): string {
  const native = this.environment.lookup('fromMillis') as { readonly implementation: (...values: unknown[]) => string };
  return native.implementation.call(this, budgetOf(this.environment).nowMs, picture, timezone);
}

function implementationOf({ call }: ExpressionFunction) {
  return function (this: Focus, ...values: unknown[]): unknown {
    return call(budgetOf(this.environment), ...(values as never[]));
  };
}

function parse(source: string): jsonata.Expression {
  try {
    return jsonata(source, {
      RegexEngine: RegexEngine as unknown as RegExpConstructor,
      sequence: DEFAULT_EXPRESSION_LIMITS.sequenceItems,
    } as jsonata.JsonataOptions);
  } catch (cause) {
    throw syntaxError(cause);
  }
}

/** A parser's complaint as our error. */
export function syntaxError(cause: unknown): ExpressionError {
  const { code, position, token, message } = cause as {
    code?: string;
    position?: number;
    token?: JsonValue;
    message?: string;
  };
  return new ExpressionError('expression.syntax', message ?? 'The expression cannot be parsed.', {
    ...(position === undefined ? {} : { position }),
    ...(token === undefined ? {} : { token: String(token) }),
    ...(code === undefined ? {} : { jsonataCode: code }),
  });
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
