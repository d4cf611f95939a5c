import { compileExpression, type CompiledExpression } from './compile.ts';
import { budgetExceeded, ExpressionError } from './errors.ts';
import { Evaluation } from './evaluation.ts';
import { Fault } from './fault.ts';
import { EXPRESSION_FUNCTIONS } from './functions/table.ts';
import type { JsonValue } from './json.ts';
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from './limits.ts';
import { messageOf, shortened } from './messages.ts';
import { toPlain } from './plain.ts';
import { readStaticPath, THROUGH_ARRAY } from './static-path.ts';

export interface EvaluationRequest {
  readonly expression: string;
  /** The document that paths without a variable read. Machines give none. */
  readonly input?: JsonValue;
  /** Variable name (without `$`) -> value. Never changed. */
  readonly bindings: Readonly<Record<string, JsonValue | undefined>>;
  /** `$now()` and `$millis()`. */
  readonly nowMs: number;
  /** Decides `$random()`, `$uuid()` and `$shuffle()`. */
  readonly seed: string;
  readonly limits?: Partial<ExpressionLimits>;
}

export interface ExpressionEvaluator {
  /**
   * The value as plain JSON, or `undefined` for JSONata's nothing; it may share parts with what was given, so neither may
   * be written to. Throws {@link ExpressionError}, and nothing else.
   */
  evaluate(request: EvaluationRequest): JsonValue | undefined;
}

/** An evaluator whose expressions can neither block the process for long nor outgrow it. */
export function createEvaluator(
  options: {
    readonly limits?: Partial<ExpressionLimits>;
    /** Names of what moves them: the error of a limit tells it. */
    readonly settings?: Partial<Record<keyof ExpressionLimits, string>>;
  } = {},
): ExpressionEvaluator {
  const base = { ...DEFAULT_EXPRESSION_LIMITS, ...options.limits };
  return {
    evaluate(request) {
      const limits = request.limits === undefined ? base : { ...base, ...request.limits };
      try {
        const compiled = compileExpression(request.expression);
        if (compiled.path !== undefined) {
          const value = readStaticPath(compiled.path, request.bindings);
          if (value !== THROUGH_ARRAY) return toPlain(value, { limits });
        }
        return run(compiled, request, limits);
      } catch (cause) {
        throw hiddenFunction(cause, request) ?? withLimit(asExpressionError(cause), limits, options.settings);
      }
    },
  };
}

function run(
  compiled: CompiledExpression,
  { input, bindings, nowMs, seed }: EvaluationRequest,
  limits: ExpressionLimits,
): JsonValue | undefined {
  const hidesFunctions = hidesAny(compiled.functions, bindings);
  const evaluation = new Evaluation(limits, { root: input, bindings, nowMs, seed, hidesFunctions });
  return toPlain(compiled.evaluate(evaluation), evaluation);
}

function hidesAny(functions: ReadonlySet<string>, bindings: EvaluationRequest['bindings']): boolean {
  if (functions.size > 0) for (const name of Object.keys(bindings)) if (functions.has(name)) return true;
  return false;
}

function asExpressionError(cause: unknown): ExpressionError {
  if (cause instanceof ExpressionError) return located(cause);
  if (!(cause instanceof Fault)) return overflowOf(cause);
  const { code, position, token } = cause;
  return new ExpressionError('expression.failed', messageOf(cause), {
    ...(position === undefined ? {} : { position }),
    ...(token === undefined ? {} : { token: shortened(token) }),
    jsonataCode: code,
  });
}

/** How much the limit was that the error names, and what moves it. */
function withLimit(
  error: ExpressionError,
  limits: ExpressionLimits,
  settings: Partial<Record<string, string>> = {},
): ExpressionError {
  const { code, message, detail } = error;
  const { limit = '' } = detail;
  if (!Object.hasOwn(limits, limit)) return error;
  const setting = settings[limit];
  const most = limits[limit as keyof ExpressionLimits];
  return new ExpressionError(code, message, { ...detail, most, ...(setting === undefined ? {} : { setting }) });
}

/** A variable may have the name of a function, which then cannot be called. */
function hiddenFunction(cause: unknown, { bindings }: EvaluationRequest): ExpressionError | undefined {
  if (!(cause instanceof Fault) || cause.code !== 'T1006' || cause.token === undefined) return undefined;
  const { code, token, position } = cause;
  if (!Object.hasOwn(bindings, token) || !EXPRESSION_FUNCTIONS.has(token)) return undefined;
  return new ExpressionError('expression.failed', `The variable $${token} hides the function of that name.`, {
    token,
    jsonataCode: code,
    ...(position === undefined ? {} : { position }),
  });
}

/** Calls have noted on it where it has passed. */
function located(error: ExpressionError): ExpressionError {
  const { position } = error;
  if (position === undefined || error.detail.position !== undefined) return error;
  return new ExpressionError(error.code, error.message, { ...error.detail, position });
}

/** What the JavaScript engine refuses before a limit of ours does. */
function overflowOf(cause: unknown): ExpressionError {
  const message = cause instanceof Error ? cause.message : '';
  if (cause instanceof RangeError && message.includes('call stack')) {
    return budgetExceeded('depth', 'The expression or its data nest too deep.', 'D1011');
  }
  if (cause instanceof RangeError && /invalid (string|array) length/i.test(message)) {
    return budgetExceeded('characters', 'The expression made something too large to hold.');
  }
  return new ExpressionError('expression.failed', `The expression failed: ${shortened(message)}`);
}
