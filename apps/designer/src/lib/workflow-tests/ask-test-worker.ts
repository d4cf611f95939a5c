import type { Problem } from '@millrace/machine';
import type { SavedTest, WorkflowTestResult } from '@millrace/workflow-tests';
import type { TestAnswer, TestQuestion } from '../../workers/workflow-tests.worker.ts';

/** What is needed of a worker. */
export interface TestWorker {
  readonly postMessage: (question: TestQuestion) => void;
  readonly terminate: () => void;
  onmessage: ((event: MessageEvent<TestAnswer>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

const startWorker = (): TestWorker =>
  new Worker(new URL('../../workers/workflow-tests.worker.ts', import.meta.url), { type: 'module' });

/** A test ends itself after 5 s; what this does not end is ended from here. */
const DEADLINE_MS = 20_000;

interface Asking {
  readonly signal?: AbortSignal;
  readonly onResult?: (result: WorkflowTestResult) => void;
  readonly start?: () => TestWorker;
}

/** Asks a worker of its own, which ends with the answer, with the signal, or when its time is up: then this rejects. */
function ask(question: TestQuestion, { signal, onResult, start = startWorker }: Asking): Promise<TestAnswer> {
  return new Promise((resolve, reject) => {
    const worker = start();
    const timer = setTimeout(() => fail(`Nothing came of it within ${DEADLINE_MS / 1000} s.`), DEADLINE_MS);
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      worker.terminate();
    };
    const fail = (why: string): void => {
      end();
      reject(new Error(why));
    };
    const stop = (): void => fail('It was called off.');
    signal?.addEventListener('abort', stop);
    worker.onmessage = ({ data }) => {
      if (data.kind === 'result') onResult?.(data.result);
      else if (data.kind === 'failed') fail(data.message);
      else {
        end();
        resolve(data);
      }
    };
    worker.onerror = () => fail('The part of this page that runs tests could not be loaded.');
    worker.postMessage(question);
  });
}

/** Runs tests; each result is told of as it comes. Resolves with what is to be said of those that fail. */
export async function runTests(
  question: Omit<Extract<TestQuestion, { kind: 'run' }>, 'kind'>,
  asking: Asking,
): Promise<readonly Problem[]> {
  const answer = await ask({ kind: 'run', ...question }, asking);
  return answer.kind === 'ran' ? answer.problems : [];
}

/** Makes a test of a run. */
export async function makeTest(
  question: Omit<Extract<TestQuestion, { kind: 'save' }>, 'kind'>,
  asking: Asking = {},
): Promise<SavedTest> {
  const answer = await ask({ kind: 'save', ...question }, asking);
  if (answer.kind !== 'saved') throw new Error('The worker has answered another question.');
  return answer.saved;
}
