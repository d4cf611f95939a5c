// Asks the worker one question at a time. A question that takes too long costs the worker, not the page.
import type { AnswerTo, ExpressionAnswer, ExpressionQuestion } from '../../../../workers/expression-answers.ts';
import type { WorkerMessage } from '../../../../workers/preview.worker.ts';

/** The worker was ended, or there is none. */
export interface NoAnswer {
  readonly kind: 'stopped';
}

/** What the asker needs of a worker. */
export interface WorkerLike {
  readonly postMessage: (message: unknown) => void;
  readonly terminate: () => void;
  onmessage: ((event: MessageEvent<WorkerMessage>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** Resolves with the answer; an aborted question that has not been asked yet is dropped. */
export type Ask = <Kind extends ExpressionQuestion['kind']>(
  question: Extract<ExpressionQuestion, { readonly kind: Kind }>,
  signal?: AbortSignal,
) => Promise<AnswerTo<Kind> | NoAnswer>;

interface Waiting {
  readonly id: number;
  readonly question: ExpressionQuestion;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (answer: ExpressionAnswer | NoAnswer) => void;
}

const DEADLINE_MS = 500;
const STOPPED: NoAnswer = { kind: 'stopped' };

/** Calls when the worker has had its time to answer, in which the time that it loads something does not count. */
function createDeadline(onEnd: () => void): (isRunning: boolean) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (isRunning) => {
    clearTimeout(timer);
    if (isRunning) timer = setTimeout(onEnd, DEADLINE_MS);
  };
}

/** Makes the function that asks. The worker starts with the first question, and again after one that was ended. */
export function createExpressionAsker(start: () => WorkerLike): Ask {
  const waiting: Waiting[] = [];
  let worker: WorkerLike | undefined;
  let isReady = false;
  let current: Waiting | undefined;
  let lastId = 0;

  const settle = (answer: ExpressionAnswer | NoAnswer): void => {
    hurry(false);
    const { resolve } = current ?? {};
    current = undefined;
    resolve?.(answer);
    next();
  };
  const end = (): void => {
    worker?.terminate();
    worker = undefined;
    isReady = false;
  };
  const hurry = createDeadline(() => {
    end();
    settle(STOPPED);
  });
  const begin = (): void => {
    const started = start();
    worker = started;
    started.onmessage = ({ data }) => {
      if ('isReady' in data) {
        isReady = true;
        next();
      } else if (data.id !== current?.id) return;
      else if ('isLoading' in data) hurry(!data.isLoading);
      else settle(data.answer);
    };
    // A worker that cannot be loaded answers nothing: who waits must not wait for ever.
    started.onerror = () => {
      end();
      for (const { resolve } of waiting.splice(0)) resolve(STOPPED);
      settle(STOPPED);
    };
  };
  const next = (): void => {
    if (current !== undefined) return;
    for (let first = waiting[0]; first?.signal?.aborted === true; first = waiting[0]) waiting.shift()?.resolve(STOPPED);
    if (waiting.length === 0) return;
    if (worker === undefined) begin();
    if (!isReady || worker === undefined) return;
    current = waiting.shift();
    worker.postMessage({ id: current?.id, question: current?.question });
    hurry(true);
  };

  const ask = (question: ExpressionQuestion, signal?: AbortSignal): Promise<ExpressionAnswer | NoAnswer> =>
    new Promise((resolve) => {
      lastId += 1;
      waiting.push({ id: lastId, question, signal, resolve });
      next();
    });
  // The worker answers each question by its own kind.
  return ask as Ask;
}

/** Asks the page's own worker. */
export const askExpressions: Ask =
  typeof Worker === 'undefined'
    ? () => Promise.resolve(STOPPED)
    : createExpressionAsker(
        () => new Worker(new URL('../../../../workers/preview.worker.ts', import.meta.url), { type: 'module' }),
      );
