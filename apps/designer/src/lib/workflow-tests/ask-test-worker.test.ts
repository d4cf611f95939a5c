import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import type { TestAnswer, TestQuestion } from '../../workers/workflow-tests.worker.ts';
import { makeTest, runTests, type TestWorker } from './ask-test-worker.ts';

class FakeWorker implements TestWorker {
  asked: TestQuestion | undefined;
  isOver = false;
  onmessage: TestWorker['onmessage'] = null;
  onerror: TestWorker['onerror'] = null;
  postMessage = (question: TestQuestion): void => void (this.asked = question);
  terminate = (): void => void (this.isOver = true);
  say(data: TestAnswer): void {
    this.onmessage?.({ data } as MessageEvent<TestAnswer>);
  }
}
const document: WorkflowDocument = { millrace: 1, name: 'a', machine: { StartAt: 'A', States: {} } };
const question = { document, tests: [], inputSchemas: {} };
const result = { name: 'a', status: 'passed', failures: [], trace: [], durationMs: 1 } as const;
let worker: FakeWorker;
const start = (): TestWorker => worker;
beforeEach(() => {
  worker = new FakeWorker();
});

describe('running tests', () => {
  test('tells of each result, and ends the worker with the last', async () => {
    const found: string[] = [];
    const running = runTests(question, { start, onResult: ({ name }) => found.push(name) });
    worker.say({ kind: 'result', result });
    expect([found, worker.isOver]).toEqual([['a'], false]);
    worker.say({ kind: 'ran', problems: [] });
    expect(await running).toEqual([]);
    expect(worker.isOver).toBe(true);
  });

  test('is called off by its signal', async () => {
    const controller = new AbortController();
    const running = runTests(question, { start, signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toThrow('called off');
    expect(worker.isOver).toBe(true);
  });

  test.each<[string, () => void, string]>([
    ['fails with what the worker says', () => worker.say({ kind: 'failed', message: 'No.' }), 'No.'],
    ['fails when there is no worker', () => worker.onerror?.({} as ErrorEvent), 'could not be loaded'],
  ])('%s', async (_, happen, words) => {
    const running = runTests(question, { start });
    happen();
    await expect(running).rejects.toThrow(words);
    expect(worker.isOver).toBe(true);
  });

  describe('without an answer', () => {
    beforeEach(() => void jest.useFakeTimers());
    afterEach(() => void jest.useRealTimers());
    test('ends after twenty seconds', async () => {
      const running = runTests(question, { start });
      jest.advanceTimersByTime(20_000);
      await expect(running).rejects.toThrow('within 20 s');
      expect(worker.isOver).toBe(true);
    });
  });
});

test('a run becomes a test', async () => {
  const saved = { test: { name: 'x', expect: { status: 'succeeded' } }, guessed: [] } as const;
  const making = makeTest({ document, run: { status: 'succeeded' }, name: 'x', steps: [] }, { start });
  worker.say({ kind: 'saved', saved });
  expect(await making).toEqual(saved);
});
