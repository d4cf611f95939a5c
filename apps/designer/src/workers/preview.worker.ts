// Evaluates and checks expressions while somebody types. The page ends this worker when an answer takes too long.
import { createEvaluator, EXPRESSION_FUNCTIONS, ExpressionError, inspectExpression } from '@millrace/expressions';
import type { JsonValue } from '@millrace/machine';

/** What a field may ask about its expression. */
export type ExpressionQuestion =
  | {
      readonly kind: 'preview';
      readonly expression: string;
      readonly bindings: Readonly<Record<string, JsonValue>>;
    }
  | { readonly kind: 'inspect'; readonly expression: string }
  | { readonly kind: 'functions' };

/** What an expression gives. */
export type PreviewAnswer =
  | { readonly kind: 'value'; readonly text: string; readonly isCut: boolean }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'error'; readonly message: string };
/** What can be said of it without evaluating it. */
export interface InspectAnswer {
  readonly kind: 'inspected';
  readonly problems: readonly { readonly message: string; readonly position?: number }[];
  readonly freeVariables: readonly string[];
}
/** What it may call. The page has no evaluator of its own, so it asks for these too. */
export interface FunctionsAnswer {
  readonly kind: 'functions';
  readonly functions: readonly { readonly name: string; readonly help: string; readonly example?: string }[];
}
export type ExpressionAnswer = PreviewAnswer | InspectAnswer | FunctionsAnswer;

/** How the worker's messages look. The first one says that it has started: until then no deadline runs. */
export type WorkerMessage = { readonly isReady: true } | { readonly id: number; readonly answer: ExpressionAnswer };

const MAX_SHOWN_CHARACTERS = 4000;
const evaluator = createEvaluator();

function answerOf(question: ExpressionQuestion): ExpressionAnswer {
  if (question.kind === 'functions') return { kind: 'functions', functions: [...EXPRESSION_FUNCTIONS.values()] };
  if (question.kind === 'inspect') {
    const { problems, freeVariables } = inspectExpression(question.expression);
    return { kind: 'inspected', problems, freeVariables };
  }
  const { expression, bindings } = question;
  try {
    const value = evaluator.evaluate({ expression, bindings, nowMs: Date.now(), seed: 'preview' });
    if (value === undefined) return { kind: 'nothing' };
    const text = JSON.stringify(value, null, 2);
    return { kind: 'value', text: text.slice(0, MAX_SHOWN_CHARACTERS), isCut: text.length > MAX_SHOWN_CHARACTERS };
  } catch (cause) {
    return { kind: 'error', message: cause instanceof ExpressionError ? cause.message : String(cause) };
  }
}

addEventListener(
  'message',
  ({ data }: MessageEvent<{ readonly id: number; readonly question: ExpressionQuestion }>) => {
    postMessage({ id: data.id, answer: answerOf(data.question) } satisfies WorkerMessage);
  },
);
postMessage({ isReady: true } satisfies WorkerMessage);
