import { syntaxError } from '../compile.ts';
import { checkComplexity } from '../complexity.ts';
import { ExpressionError } from '../errors.ts';
import { Findings, type FunctionCall } from './findings.ts';
import { problemOfComplaint, problemOfError, type ExpressionProblem } from './problem.ts';
import type { PathRead } from './path-reads.ts';
import { findPaths } from './paths.ts';
import { parseSyntax } from './syntax-errors.ts';

/** What can be said of an expression without evaluating it. With syntax errors, only those are told. */
export interface Inspection {
  readonly problems: readonly ExpressionProblem[];
  /** Variables read from outside, without `$`; neither functions nor what the expression binds itself. */
  readonly freeVariables: readonly string[];
  /** Members of `$states` that are read. */
  readonly statesMembers: readonly string[];
  /** What is read of each variable, as far as it is certain; in the order of the text, each once. */
  readonly paths: readonly PathRead[];
  /** Calls of functions that every expression has. */
  readonly functions: readonly FunctionCall[];
}

const NOTHING_KNOWN = { freeVariables: [], statesMembers: [], paths: [], functions: [] };

/** Checks an expression (without its `{% %}`): every syntax error, calls that must fail, and what it reads. */
export function inspectExpression(source: string): Inspection {
  try {
    checkComplexity(source);
    const syntax = parseSyntax(source);
    if ('complaints' in syntax) return { ...NOTHING_KNOWN, problems: syntax.complaints.map(problemOfComplaint) };
    const { problems, free, members, functions } = new Findings(syntax.tree);
    return {
      problems,
      freeVariables: [...free],
      statesMembers: [...members],
      paths: findPaths(syntax.tree),
      functions,
    };
  } catch (cause) {
    const error = cause instanceof ExpressionError ? cause : syntaxError(cause);
    return { ...NOTHING_KNOWN, problems: [problemOfError(error)] };
  }
}
