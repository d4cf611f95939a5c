import { Budget } from './budget.ts';
import { compileExpression, type CompiledExpression } from './compile.ts';
import { budgetExceeded, ExpressionError } from './errors.ts';
import { EXPRESSION_FUNCTIONS } from './functions/table.ts';
import type { JsonValue } from './json.ts';
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from './limits.ts';
import { TOO_LARGE, toPlain, toPlainIfSmall } from './plain.ts';
import { readStaticPath, THROUGH_ARRAY } from './static-path.ts';
import { Turn } from './turns.ts';

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
   * be written to. Rejects with {@link ExpressionError}, and nothing else.
   */
  evaluate(request: EvaluationRequest): JsonValue | undefined | Promise<JsonValue | undefined>;
}

/** An evaluator whose expressions can neither block the process nor outgrow it. */
export function createEvaluator(options: { readonly limits?: Partial<ExpressionLimits> } = {}): ExpressionEvaluator {
  const base = { ...DEFAULT_EXPRESSION_LIMITS, ...options.limits };
  return {
    evaluate(request) {
      try {
        const compiled = compileExpression(request.expression);
        const limits = request.limits === undefined ? base : { ...base, ...request.limits };
        if (compiled.path !== undefined) {
          const value = readStaticPath(compiled.path, request.bindings);
          const plain = value === THROUGH_ARRAY ? TOO_LARGE : toPlainIfSmall(value, limits);
          if (plain !== TOO_LARGE) return plain;
        }
        return interpret(compiled, request, limits);
      } catch (cause) {
        return Promise.reject(asExpressionError(cause));
      }
    },
  };
}

async function interpret(
  compiled: CompiledExpression,
  request: EvaluationRequest,
  limits: ExpressionLimits,
): Promise<JsonValue | undefined> {
  const turn = new Turn();
  const wait = turn.begin();
  if (wait !== undefined) await wait;
  const budget = new Budget(limits, { nowMs: request.nowMs, seed: request.seed, turn });
  try {
    const plain = toPlain(await compiled.evaluate(request, budget), budget);
    // Most are small: each promise less is time that every step of every run gains.
    return plain instanceof Promise ? await plain : plain;
  } catch (cause) {
    throw hiddenFunction(cause, request) ?? asExpressionError(cause);
  } finally {
    budget.close();
    turn.end();
  }
}
/** jsonata's codes for a passed limit: depth, range, sequence length. */
const LIMIT_CODES: Readonly<Record<string, string>> = {
  D1011: 'depth',
  D2014: 'sequenceItems',
  D2015: 'sequenceItems',
};

function asExpressionError(cause: unknown): ExpressionError {
  if (cause instanceof ExpressionError) return located(cause);
  const overflow = overflowOf(cause);
  if (overflow !== undefined) return overflow;
  const { code, message, position, token } = cause as {
    code?: string;
    message?: string;
    position?: number;
    token?: unknown;
  };
  const limit = code === undefined ? undefined : LIMIT_CODES[code];
  if (limit !== undefined) return budgetExceeded(limit, message ?? 'The expression passed a limit.', code);
  return new ExpressionError('expression.failed', messageOf(message), {
    ...(position === undefined ? {} : { position }),
    ...(typeof token === 'string' ? { token: shortened(token) } : {}),
    ...(code === undefined ? {} : { jsonataCode: code }),
  });
}

/** A variable may have the name of a function, which then cannot be called. */
function hiddenFunction(cause: unknown, { bindings }: EvaluationRequest): ExpressionError | undefined {
  const { code, token, position } = cause as { code?: string; token?: unknown; position?: number };
  if (code !== 'T1006' || typeof token !== 'string') return undefined;
  if (!Object.hasOwn(bindings, token) || !EXPRESSION_FUNCTIONS.has(token)) return undefined;
  return new ExpressionError('expression.failed', `The variable $${token} hides the function of that name.`, {
    token,
    jsonataCode: code,
    ...(position === undefined ? {} : { position }),
  });
}

/** jsonata notes the place of a call on whatever the function throws. */
function located(error: ExpressionError): ExpressionError {
  const { position } = error as { readonly position?: number };
  if (position === undefined || error.detail.position !== undefined) return error;
  return new ExpressionError(error.code, error.message, { ...error.detail, position });
}

/** What the JavaScript engine refuses before a limit of ours does. */
function overflowOf(cause: unknown): ExpressionError | undefined {
  if (!(cause instanceof RangeError)) return undefined;
  if (cause.message.includes('call stack')) return budgetExceeded('depth', 'The expression or its data nest too deep.');
  if (!/invalid (string|array) length/i.test(cause.message)) return undefined;
  return budgetExceeded('characters', 'The expression made something too large to hold.');
}

/** jsonata puts the offending value into its messages, whatever its size. */
const MAX_MESSAGE_CHARACTERS = 500;

function messageOf(message = 'The expression failed.'): string {
  // Of a function it cannot.
  return message.includes('circular structure') ? 'A function stands where a value is needed.' : shortened(message);
}

function shortened(text: string): string {
  return text.length > MAX_MESSAGE_CHARACTERS ? `${text.slice(0, MAX_MESSAGE_CHARACTERS)}…` : text;
}
