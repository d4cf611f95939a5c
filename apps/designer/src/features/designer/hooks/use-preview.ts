import type { JsonValue } from '@millrace/machine';
import { useEffect, useState } from 'react';
import type { PreviewAnswer, PreviewRequest } from '../../../workers/preview.worker.ts';

const DELAY_MS = 200;
const DEADLINE_MS = 700;

export type Preview = PreviewAnswer | { readonly kind: 'stopped' };

let worker: Worker | undefined;
let lastId = 0;

/** Asks the worker; one that does not answer in time is ended, and the next question starts another. */
function ask(request: Omit<PreviewRequest, 'id'>, onAnswer: (preview: Preview) => void): () => void {
  worker ??= new Worker(new URL('../../../workers/preview.worker.ts', import.meta.url), { type: 'module' });
  const target = worker;
  lastId += 1;
  const id = lastId;
  const stop = (): void => {
    clearTimeout(timer);
    target.removeEventListener('message', hear);
  };
  const timer = setTimeout(() => {
    stop();
    target.terminate();
    if (worker === target) worker = undefined;
    onAnswer({ kind: 'stopped' });
  }, DEADLINE_MS);
  const hear = ({ data }: MessageEvent<PreviewAnswer>): void => {
    if (data.id !== id) return;
    stop();
    onAnswer(data);
  };
  target.addEventListener('message', hear);
  target.postMessage({ ...request, id });
  return stop;
}

/** What an expression gives for the sample, 200 ms after the last key. */
export function usePreview(
  expression: string | undefined,
  bindings: Readonly<Record<string, JsonValue>> | undefined,
): Preview | undefined {
  const [preview, setPreview] = useState<Preview>();
  useEffect(() => {
    if (expression === undefined || bindings === undefined || typeof Worker === 'undefined') {
      setPreview(undefined);
      return undefined;
    }
    let stop = (): void => undefined;
    const timer = setTimeout(() => {
      stop = ask({ expression, bindings }, setPreview);
    }, DELAY_MS);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [expression, bindings]);
  return preview;
}
