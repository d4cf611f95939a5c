import {
  createEvaluator,
  ExpressionError,
  type EvaluationRequest,
  type ExpressionEvaluator,
} from '@millrace/expressions';
import { checkSchema, type JsonObject, type JsonValue } from '@millrace/machine';
import { CliError } from '../errors.ts';
import { readJsonFile, readText } from '../read-json.ts';
import { writeJson, type Terminal } from '../terminal.ts';

interface Case {
  readonly expr: string;
  readonly data?: JsonValue;
  readonly bindings?: Readonly<Record<string, JsonValue>> | null;
  /** Milliseconds. */
  readonly timelimit?: number | null;
  readonly depth?: number | null;
}
const caseSchema: JsonObject = {
  type: 'object',
  required: ['expr'],
  properties: {
    expr: { type: 'string' },
    bindings: { type: ['object', 'null'] },
    timelimit: { type: ['number', 'null'], exclusiveMinimum: 0 },
    depth: { type: ['integer', 'null'], minimum: 1 },
  },
};

export interface EvaluateOptions {
  readonly batch?: string;
  readonly data?: string;
}
type Result =
  | { readonly value: JsonValue }
  | { readonly undefined: true }
  | { readonly error: { readonly code: string; readonly message: string } };

const FAILED = 1;
const WRONG_USE = 2;

/** Evaluates one expression, or a line of JSON each from a file: one line of JSON out for each. */
export async function evaluateExpressions(
  terminal: Terminal,
  expression: string | undefined,
  { batch, data }: EvaluateOptions,
): Promise<number> {
  if ((expression === undefined) === (batch === undefined)) {
    throw new CliError('Give either an expression, or --batch and a file.');
  }
  if (expression === undefined) return evaluateBatch(terminal, batch ?? '-');
  const input = data === undefined ? {} : { data: await readJsonFile(data, terminal) };
  const result = evaluateCase(createEvaluator(), { expr: expression, ...input });
  writeJson(terminal, result);
  return 'error' in result ? FAILED : 0;
}

/** An expression that fails is a result. A line that is no case gets its line too, or the others could not be told apart. */
async function evaluateBatch(terminal: Terminal, path: string): Promise<number> {
  const evaluator = createEvaluator();
  let exitCode = 0;
  for (const [index, line] of (await readText(path, terminal)).split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readCase(line, index + 1);
    if ('error' in read) exitCode = WRONG_USE;
    writeJson(terminal, 'error' in read ? read : evaluateCase(evaluator, read));
  }
  return exitCode;
}

function readCase(line: string, number: number): Case | Extract<Result, { error: object }> {
  const wrong = (what: string) => ({ error: { code: 'expression.line_invalid', message: `Line ${number} ${what}.` } });
  let value: JsonValue;
  try {
    value = JSON.parse(line) as JsonValue;
  } catch {
    return wrong('is no JSON');
  }
  const [violation] = checkSchema(caseSchema, value);
  if (violation === undefined) return value as unknown as Case;
  return wrong(`${violation.path === '' ? '' : `has a member ${violation.path.slice(1)} that `}${violation.message}`);
}

function evaluateCase(evaluator: ExpressionEvaluator, one: Case): Result {
  try {
    const value = evaluator.evaluate({
      expression: one.expr,
      bindings: one.bindings ?? {},
      nowMs: Date.now(),
      seed: 'offline',
      limits: limitsOf(one),
      ...(one.data === undefined ? {} : { input: one.data }),
    });
    return value === undefined ? { undefined: true } : { value };
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    return { error: { code: cause.detail.jsonataCode ?? cause.code, message: cause.message } };
  }
}

function limitsOf({ timelimit, depth }: Case): NonNullable<EvaluationRequest['limits']> {
  return { ...(timelimit == null ? {} : { timeMs: timelimit }), ...(depth == null ? {} : { depth }) };
}
