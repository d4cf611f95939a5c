import { describe, expect, jest, test } from '@jest/globals';
import type { Finding } from '../../../lib/contract.ts';
import type { CheckAnswer, CheckRequest } from '../../../workers/check.worker.ts';
import { DocumentCheck, type CheckWorker } from './document-check.ts';

const QUESTION: Omit<CheckRequest, 'id'> = { document: {}, connectors: [] };
const problem = (message: string): Finding => ({ path: '/machine', code: 'x', severity: 'error', message });

/** A worker whose answers the test gives. */
function workerInHand(): CheckWorker & {
  readonly asked: CheckRequest[];
  readonly answer: (id: number, problems: readonly Finding[]) => void;
} {
  const asked: CheckRequest[] = [];
  return {
    asked,
    postMessage: (request) => void asked.push(request),
    terminate: jest.fn(),
    onmessage: null,
    onerror: null,
    answer(id, problems) {
      this.onmessage?.({ data: { id, problems } } as MessageEvent<CheckAnswer>);
    },
  };
}

describe('the check of a document', () => {
  test('answers each question with its own problems', async () => {
    const worker = workerInHand();
    const check = new DocumentCheck(worker, () => undefined);
    const first = check.ask(QUESTION);
    const second = check.ask(QUESTION);
    worker.answer(2, [problem('second')]);
    worker.answer(1, [problem('first')]);
    expect(await first).toEqual([problem('first')]);
    expect(await second).toEqual([problem('second')]);
  });

  test('shows only what the newest document has, in whatever order answers come', () => {
    const worker = workerInHand();
    const heard: unknown[] = [];
    const check = new DocumentCheck(worker, (problems) => heard.push(problems));
    void check.ask(QUESTION);
    void check.ask(QUESTION);
    worker.answer(2, [problem('newest')]);
    worker.answer(1, [problem('stale')]);
    expect(heard).toEqual([[problem('newest')]]);
  });

  test('holds nobody when the worker fails or is ended', async () => {
    const worker = workerInHand();
    const check = new DocumentCheck(worker, () => undefined);
    const failed = check.ask(QUESTION);
    worker.onerror?.({} as ErrorEvent);
    expect(await failed).toBeUndefined();
    const ended = check.ask(QUESTION);
    check.close();
    expect(await ended).toBeUndefined();
    expect(worker.terminate).toHaveBeenCalled();
  });

  test('holds nobody longer than three seconds', async () => {
    jest.useFakeTimers();
    const slow = new DocumentCheck(workerInHand(), () => undefined).ask(QUESTION);
    jest.advanceTimersByTime(3000);
    jest.useRealTimers();
    expect(await slow).toBeUndefined();
  });
});
