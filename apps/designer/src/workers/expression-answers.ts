// What the page asks about expressions, and the engine's answers: evaluated and checked as a run would.
import {
  completionAt,
  type CompletionOption,
  createEvaluator,
  EXPRESSION_FUNCTIONS,
  ExpressionError,
  formatExpression,
  type FunctionDescription,
  lintExpression,
  type LintMark,
} from '@millrace/expressions';
import type { JsonObject, JsonValue } from '@millrace/machine';

/** What may be read, as schemas. */
interface Shapes {
  readonly variables?: Readonly<Record<string, JsonObject>>;
}

/** What a field may ask about its expression. */
export type ExpressionQuestion =
  | {
      readonly kind: 'preview';
      readonly expression: string;
      readonly bindings: Readonly<Record<string, JsonValue>>;
    }
  | { readonly kind: 'lint'; readonly expression: string; readonly shapes: Shapes }
  | { readonly kind: 'complete'; readonly expression: string; readonly position: number; readonly shapes: Shapes }
  | { readonly kind: 'format'; readonly expression: string }
  | { readonly kind: 'functions' };

/** What an expression gives. */
export type PreviewAnswer =
  | {
      readonly kind: 'value';
      readonly type: ValueType;
      /** How many items or members there are. */
      readonly size: number;
      /** In one line; the beginning of it when it is long. */
      readonly line: string;
      /** Laid out; the beginning of it when it is long. */
      readonly text: string;
      readonly isCut: boolean;
    }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'error'; readonly message: string; readonly position?: number };
export type ValueType = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object';

/** What can be said of it without evaluating it. */
interface LintAnswer {
  readonly kind: 'linted';
  readonly marks: readonly LintMark[];
}
interface CompleteAnswer {
  readonly kind: 'completed';
  /** Undefined where nothing is to be completed. */
  readonly from: number | undefined;
  readonly options: readonly CompletionOption[];
}
interface FormatAnswer {
  readonly kind: 'formatted';
  readonly text: string;
}
/** What it may call. The page has no evaluator of its own, so it asks for these too. */
interface FunctionsAnswer {
  readonly kind: 'functions';
  readonly functions: readonly FunctionDescription[];
}
export type ExpressionAnswer = PreviewAnswer | LintAnswer | CompleteAnswer | FormatAnswer | FunctionsAnswer;

/** The answer to each kind of question. */
export type AnswerTo<Kind extends ExpressionQuestion['kind']> = {
  preview: PreviewAnswer;
  lint: LintAnswer;
  complete: CompleteAnswer;
  format: FormatAnswer;
  functions: FunctionsAnswer;
}[Kind];

/** Results are sent up to here; a person reads no more of them in a panel. */
const MAX_SHOWN_CHARACTERS = 64 * 1024;
const MAX_LINE_CHARACTERS = 160;

/** A function that answers, with the engine's own evaluator. */
export function createAnswerer(): (question: ExpressionQuestion) => ExpressionAnswer {
  const evaluator = createEvaluator();
  return (question) => {
    switch (question.kind) {
      case 'functions':
        return { kind: 'functions', functions: [...EXPRESSION_FUNCTIONS.values()] };
      case 'lint':
        return { kind: 'linted', marks: lintExpression(question.expression, question.shapes) };
      case 'complete': {
        const { expression: source, position, shapes: given } = question;
        const found = completionAt({ source, position, given });
        return { kind: 'completed', from: found?.from, options: found?.options ?? [] };
      }
      case 'format':
        return { kind: 'formatted', text: formatExpression(question.expression) };
      case 'preview': {
        const { expression, bindings } = question;
        return previewOf(() => evaluator.evaluate({ expression, bindings, nowMs: Date.now(), seed: 'preview' }));
      }
    }
  };
}

function previewOf(evaluate: () => JsonValue | undefined): PreviewAnswer {
  try {
    const value = evaluate();
    if (value === undefined) return { kind: 'nothing' };
    const text = JSON.stringify(value, null, 2);
    const line = typeof value === 'object' ? JSON.stringify(value) : text;
    return {
      kind: 'value',
      ...typeOf(value),
      line: line.slice(0, MAX_LINE_CHARACTERS),
      text: text.slice(0, MAX_SHOWN_CHARACTERS),
      isCut: text.length > MAX_SHOWN_CHARACTERS,
    };
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) return { kind: 'error', message: String(cause) };
    const { message, detail } = cause;
    return { kind: 'error', message, ...(detail.position === undefined ? {} : { position: detail.position }) };
  }
}

function typeOf(value: JsonValue): { readonly type: ValueType; readonly size: number } {
  if (value === null) return { type: 'null', size: 0 };
  if (Array.isArray(value)) return { type: 'array', size: value.length };
  if (typeof value === 'object') return { type: 'object', size: Object.keys(value).length };
  return { type: typeof value as 'string' | 'number' | 'boolean', size: 0 };
}
