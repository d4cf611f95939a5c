// Evaluates and checks expressions while somebody types. The page ends this worker when an answer takes too long.
import { createAnswerer, type ExpressionAnswer, type ExpressionQuestion } from './expression-answers.ts';

/** How the worker's messages look. The first one says that it has started: until then no deadline runs. */
export type WorkerMessage = { readonly isReady: true } | { readonly id: number; readonly answer: ExpressionAnswer };

const answer = createAnswerer();

addEventListener(
  'message',
  ({ data }: MessageEvent<{ readonly id: number; readonly question: ExpressionQuestion }>) => {
    postMessage({ id: data.id, answer: answer(data.question) } satisfies WorkerMessage);
  },
);
postMessage({ isReady: true } satisfies WorkerMessage);
