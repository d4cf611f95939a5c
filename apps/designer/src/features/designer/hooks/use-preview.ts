import type { JsonValue } from '@millrace/machine';
import { useEffect, useState } from 'react';
import type { PreviewAnswer } from '../../../workers/expression-answers.ts';
import { cutSample } from '../components/code/cut-sample.ts';
import { type Ask, askExpressions, type NoAnswer } from '../components/code/expression-asker.ts';

const DELAY_MS = 200;

export type Preview = (PreviewAnswer | NoAnswer) & {
  /** The sample was too large to be evaluated whole. */
  readonly isSampleCut: boolean;
};

/** What an expression gives for the sample, 200 ms after the last key. */
export function usePreview(
  expression: string | undefined,
  bindings: Readonly<Record<string, JsonValue>> | undefined,
  ask: Ask = askExpressions,
): Preview | undefined {
  const [preview, setPreview] = useState<Preview>();
  const canAsk = expression !== undefined && bindings !== undefined;
  useEffect(() => {
    if (expression === undefined || bindings === undefined) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => {
      const { value, isCut } = cutSample(bindings);
      void ask({ kind: 'preview', expression, bindings: value }, signal).then((answer) => {
        if (!signal.aborted) setPreview({ ...answer, isSampleCut: isCut });
      });
    }, DELAY_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [expression, bindings, ask]);
  return canAsk ? preview : undefined;
}
