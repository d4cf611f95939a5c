import jsonata from 'jsonata';
import { type Budget } from './budget.ts';
import { ExpressionError } from './errors.ts';
import { arityOf, type Focus, type FunctionBody } from './functions/define.ts';
import type { HookableExpression } from './functions/natives.ts';
import { REGISTERED_FUNCTIONS } from './functions/registered.ts';
import { DEFAULT_EXPRESSION_LIMITS, MAX_SOURCE_CHARACTERS, MAX_SOURCE_DEPTH } from './limits.ts';
import { RecentMap } from './recent-map.ts';
import { RegexEngine } from './regex-engine.ts';
import { staticPathOf, type StaticPath } from './static-path.ts';
import { factsOf, type SyntaxFacts, type SyntaxNode } from './syntax-facts.ts';

/** An expression ready to be evaluated any number of times, also at the same time. */
export interface CompiledExpression {
  /** Set for `$name.field.field`: read without the interpreter. */
  readonly path?: StaticPath;
  readonly evaluate: (
    request: { readonly input: unknown; readonly bindings: Readonly<Record<string, unknown>> },
    budget: Budget,
  ) => Promise<unknown>;
}

/** No name of an expression can hold a space, so none can reach it. */
const BUDGET_NAME = 'millrace budget';
const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');

/** What hooks see of a scope: `base` belongs to the whole evaluation. */
interface HookEnvironment {
  readonly base: { readonly depth: number; readonly lookup: (name: string) => unknown };
}
type Hook = (node: SyntaxNode, input: unknown, ...rest: [HookEnvironment, unknown?]) => Promise<unknown> | undefined;

const budgetOf = ({ base }: Pick<Focus['environment'], 'base'>): Budget => base.lookup(BUDGET_NAME) as Budget;

/** Nodes that can put a structure together. */
const BUILDERS: ReadonlySet<string> = new Set(['unary', 'function', 'apply', 'block', 'transform']);
/** Nodes that can take long by themselves. */
const WORKERS: ReadonlySet<string> = new Set(['function', 'apply', 'binary', 'descendant', 'wildcard', 'transform']);

function hooksOf({ siblings, operands }: SyntaxFacts): { readonly onEntry: Hook; readonly onExit: Hook } {
  const onEntry: Hook = (node, _input, environment) => {
    const budget = budgetOf(environment);
    const pause = budget.step(environment.base.depth - budget.siblings.waiting);
    return siblings.has(node) ? (budget.siblings.enter() ?? pause) : pause;
  };
  const onExit: Hook = (node, _input, ...[environment, result]) => {
    const budget = budgetOf(environment);
    if (siblings.has(node)) budget.siblings.leave();
    const type = node.type ?? '';
    const pause = budget.chargeFor(result) ?? (WORKERS.has(type) ? budget.checkTime() : undefined);
    const measured = BUILDERS.has(type) || operands.has(node) ? budget.checkStructure(result) : undefined;
    return measured ?? pause;
  };
  return { onEntry, onExit };
}

const compiled = new RecentMap<CompiledExpression>(5000);

/** Compiles once per text. Throws `expression.syntax` or `expression.too_complex`. */
export function compileExpression(source: string): CompiledExpression {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  checkComplexity(source);
  const expression = compileWithHooks(source);
  compiled.set(source, expression);
  return expression;
}

function compileWithHooks(source: string): CompiledExpression {
  const expression = parse(source);
  const facts = factsOf(expression.ast() as unknown as SyntaxNode);
  const { assign, registerFunction } = expression as unknown as HookableExpression;
  const { onEntry, onExit } = hooksOf(facts);
  assign(ENTRY, onEntry);
  assign(EXIT, onExit);
  // Data from outside is never evaluated as code.
  assign('eval', undefined);
  for (const { name, call, signature } of REGISTERED_FUNCTIONS)
    registerFunction(name, implementationOf(call, signature), signature);
  const path = staticPathOf(expression.ast());
  return {
    ...(path === undefined ? {} : { path }),
    evaluate: ({ input, bindings }, budget) =>
      expression.evaluate(input, { ...bindings, [BUDGET_NAME]: budget }) as Promise<unknown>,
  };
}

/**
 * What jsonata calls. It reads how many arguments a function takes from its length, and their names from its text: so
 * it learns what `$pad(?, 5)` leaves open.
 */
function implementationOf(call: FunctionBody, signature: string) {
  function implementation(this: Focus, ...values: unknown[]): unknown {
    return call.call(this, budgetOf(this.environment), ...(values as never[]));
  }
  const { maxArguments } = arityOf(signature);
  const length = Number.isFinite(maxArguments) ? maxArguments : 0;
  const names = Array.from({ length }, (_, index) => `argument${index}`);
  return Object.defineProperties(implementation, {
    length: { value: length },
    toString: { value: () => `function (${names.join(', ')}) {}` },
  });
}

function parse(source: string): jsonata.Expression {
  try {
    return jsonata(source, {
      RegexEngine: RegexEngine as unknown as RegExpConstructor,
      sequence: DEFAULT_EXPRESSION_LIMITS.sequenceItems,
    });
  } catch (cause) {
    throw syntaxError(cause);
  }
}

/** A parser's complaint as our error. */
export function syntaxError(cause: unknown): ExpressionError {
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
