import { createEvaluator, ExpressionError, type ExpressionEvaluator } from '@millrace/expressions';
import type { JsonValue } from '@millrace/machine';
import { CliError } from '../errors.ts';
import { printJson } from '../output.ts';
import { readText } from '../read-json.ts';

interface Case {
  readonly expr: string;
  readonly data?: JsonValue;
  readonly bindings?: Readonly<Record<string, JsonValue>>;
  /** Milliseconds. */
  readonly timelimit?: number;
  readonly depth?: number;
}
export interface EvaluateOptions {
  readonly batch?: string;
  readonly data?: string;
}

/** Evaluates one expression, or a line of JSON each from a file: one line of JSON out for each. */
export async function evaluateExpressions(expression: string | undefined, options: EvaluateOptions): Promise<number> {
  const evaluator = createEvaluator();
  if (options.batch === undefined) {
    if (expression === undefined) throw new CliError('Give an expression, or --batch and a file.');
    const data =
      options.data === undefined ? {} : { data: parseLine(readText(options.data), 1) as unknown as JsonValue };
    const result = await evaluateCase(evaluator, { expr: expression, ...data });
    printJson(result);
    return 'error' in result ? 1 : 0;
  }
  const lines = readText(options.batch).split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== '') printJson(await evaluateCase(evaluator, parseLine(line, index + 1)));
  }
  return 0;
}

function parseLine(line: string, number: number): Case {
  try {
    return JSON.parse(line) as Case;
  } catch (cause) {
    throw new CliError(`Line ${number} is no JSON.`, { cause });
  }
}

type Result =
  | { readonly value: JsonValue }
  | { readonly undefined: true }
  | { readonly error: { readonly code: string; readonly message: string } };

async function evaluateCase(
  evaluator: ExpressionEvaluator,
  { expr, data, bindings = {}, timelimit, depth }: Case,
): Promise<Result> {
  try {
    const limits = {
      ...(timelimit === undefined ? {} : { busyMs: timelimit }),
      ...(depth === undefined ? {} : { depth }),
    };
    const value = await evaluator.evaluate({
      expression: expr,
      bindings,
      nowMs: Date.now(),
      seed: 'offline',
      limits,
      ...(data === undefined ? {} : { input: data }),
    });
    return value === undefined ? { undefined: true } : { value };
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    return { error: { code: cause.detail.jsonataCode ?? cause.code, message: cause.message } };
  }
}
