export { EXPRESSION_ERRORS, ExpressionError, type ExpressionErrorCode, type ExpressionErrorDetail } from './errors.ts';
export { createEvaluator, type EvaluationRequest, type ExpressionEvaluator } from './evaluator.ts';
export { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from './limits.ts';
export { EXPRESSION_FUNCTIONS, type FunctionDescription } from './functions/table.ts';
export { inspectExpression, type ExpressionProblem, type Inspection } from './inspect.ts';
