// Evaluates while somebody types. The page ends this worker when an answer takes too long.
import { createEvaluator, ExpressionError } from '@millrace/expressions';
import type { JsonValue } from '@millrace/machine';

export interface PreviewRequest {
  readonly id: number;
  readonly expression: string;
  readonly bindings: Readonly<Record<string, JsonValue>>;
}
export type PreviewAnswer = { readonly id: number } & (
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'error'; readonly message: string }
);

const evaluator = createEvaluator();

async function preview({ id, expression, bindings }: PreviewRequest): Promise<PreviewAnswer> {
  try {
    const value = await evaluator.evaluate({ expression, bindings, nowMs: Date.now(), seed: 'preview' });
    return value === undefined
      ? { id, kind: 'nothing' }
      : { id, kind: 'value', text: JSON.stringify(value, null, 2).slice(0, 4000) };
  } catch (cause) {
    return { id, kind: 'error', message: cause instanceof ExpressionError ? cause.message : String(cause) };
  }
}

addEventListener('message', ({ data }: MessageEvent<PreviewRequest>) => {
  void preview(data).then((answer) => postMessage(answer));
});
