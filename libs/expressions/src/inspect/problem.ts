import type { ExpressionError } from '../errors.ts';
import type { Complaint } from './parse.ts';
import { syntaxMessage } from './syntax-messages.ts';

/** Why an expression is wrong whatever its data are. */
export interface ExpressionProblem {
  readonly code: string;
  readonly message: string;
  /** Offset in the expression's text: at the part that it is about, mostly behind it. */
  readonly position?: number;
  readonly hint?: string;
}

export function problemOfComplaint(complaint: Complaint): ExpressionProblem {
  return { code: 'expression.syntax', message: syntaxMessage(complaint), position: complaint.position };
}

const REGEX_HINT = 'Write it without look-around and back-references; they need unbounded time.';

export function problemOfError({ code, message, detail: { position } }: ExpressionError): ExpressionProblem {
  return {
    code,
    message,
    ...(position === undefined ? {} : { position }),
    ...(code === 'expression.regex_unsupported' ? { hint: REGEX_HINT } : {}),
  };
}
