// Evaluates and checks expressions while somebody types. The page ends this worker when an answer takes too long.
import { createAnswerer, type ExpressionAnswer, type ExpressionQuestion } from './expression-answers.ts';
import { withModules } from './late-modules.ts';

/**
 * How the worker's messages look. The first one says that it has started: until then no deadline runs, nor while it loads
 * what an expression needs.
 */
export type WorkerMessage =
  | { readonly isReady: true }
  | { readonly id: number; readonly isLoading: boolean }
  | { readonly id: number; readonly answer: ExpressionAnswer };

interface Asked {
  readonly id: number;
  readonly question: ExpressionQuestion;
}

const answerTo = createAnswerer();
const say = (message: WorkerMessage): void => postMessage(message);

async function answer({ id, question }: Asked): Promise<void> {
  const found = await withModules(
    () => answerTo(question),
    (isLoading) => say({ id, isLoading }),
  );
  say({ id, answer: found });
}

addEventListener('message', ({ data }: MessageEvent<Asked>) => void answer(data));
say({ isReady: true });
