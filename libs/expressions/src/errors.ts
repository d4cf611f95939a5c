/** Code -> what it means. All of them are faults of the expression or its data, never of the system. */
export const EXPRESSION_ERRORS = {
  'expression.syntax': 'caller',
  'expression.too_complex': 'caller',
  'expression.failed': 'caller',
  'expression.budget_exceeded': 'caller',
  'expression.regex_unsupported': 'caller',
  'expression.function_unknown': 'caller',
  'expression.arity': 'caller',
  'expression.argument_type': 'caller',
  'expression.template_invalid': 'caller',
} as const;
export type ExpressionErrorCode = keyof typeof EXPRESSION_ERRORS;

export interface ExpressionErrorDetail {
  /** Offset in the expression's text. */
  readonly position?: number;
  /** The part of the expression it is about. */
  readonly token?: string;
  /** The limit that was passed, by its name in `ExpressionLimits`. */
  readonly limit?: string;
  /** How much that was, … */
  readonly most?: number;
  /** … and what whoever runs this installation moves it by. */
  readonly setting?: string;
  /** The reference implementation's own code, e.g. `T2001`. */
  readonly jsonataCode?: string;
}

/** Why an expression has no value. `error` and `cause` have the shape that a machine's `Retry` and `Catch` read. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly error = 'States.QueryEvaluationError';
  readonly code: ExpressionErrorCode;
  readonly detail: ExpressionErrorDetail;
  /** Where calls have let it through: callers find it in `detail`. */
  position: number | undefined;
  /** JSON text of code, message and detail. */
  override readonly cause: string;

  constructor(code: ExpressionErrorCode, message: string, detail: ExpressionErrorDetail = {}) {
    super(message);
    this.code = code;
    this.detail = detail;
    this.cause = JSON.stringify({ code, message, ...detail });
  }
}

/** The error of a passed limit, with the reference's code where it has one. */
export function budgetExceeded(limit: string, message: string, jsonataCode?: string): ExpressionError {
  return new ExpressionError('expression.budget_exceeded', message, {
    limit,
    ...(jsonataCode === undefined ? {} : { jsonataCode }),
  });
}
