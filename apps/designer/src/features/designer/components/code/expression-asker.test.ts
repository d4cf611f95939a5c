import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ExpressionQuestion, PreviewAnswer } from '../../../../workers/expression-answers.ts';
import type { WorkerMessage } from '../../../../workers/preview.worker.ts';
import { createExpressionAsker, type WorkerLike } from './expression-asker.ts';

/** A worker whose every word the test says. */
class FakeWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  isEnded = false;
  readonly asked: { readonly id: number; readonly question: ExpressionQuestion }[] = [];
  postMessage(message: unknown): void {
    this.asked.push(message as FakeWorker['asked'][number]);
  }
  terminate(): void {
    this.isEnded = true;
  }
  say(message: WorkerMessage): void {
    this.onmessage?.({ data: message } as MessageEvent<WorkerMessage>);
  }
  answer(text: string): void {
    this.say({ id: this.asked.at(-1)?.id ?? 0, answer: value(text) });
  }
}

const question = (expression: string): Extract<ExpressionQuestion, { readonly kind: 'preview' }> => ({
  kind: 'preview',
  expression,
  bindings: {},
});
const value = (text: string): PreviewAnswer => ({
  kind: 'value',
  type: 'string',
  size: 0,
  line: text,
  text,
  isCut: false,
});
let workers: FakeWorker[];
const start = (): FakeWorker => {
  const worker = new FakeWorker();
  workers.push(worker);
  return worker;
};
const worker = (index = 0): FakeWorker => workers[index]!;

beforeEach(() => {
  jest.useFakeTimers();
  workers = [];
});
afterEach(() => {
  jest.useRealTimers();
});

describe('asking about expressions', () => {
  test('waits for the worker to start, however long that takes', async () => {
    const answer = createExpressionAsker(start)(question('1'));
    jest.advanceTimersByTime(60_000);
    expect(worker().asked).toEqual([]);
    worker().say({ isReady: true });
    worker().answer('1');
    expect(await answer).toEqual(value('1'));
  });

  test('asks one at a time, in order', async () => {
    const ask = createExpressionAsker(start);
    const answers = [ask(question('a')), ask(question('b'))];
    worker().say({ isReady: true });
    expect(worker().asked).toHaveLength(1);
    worker().answer('A');
    worker().answer('B');
    expect(await Promise.all(answers)).toEqual([value('A'), value('B')]);
    expect(workers).toHaveLength(1);
  });

  test('ends a worker that does not answer in 500 ms; the next question gets another', async () => {
    const ask = createExpressionAsker(start);
    const answers = [ask(question('($f := function() { $f() }; $f())')), ask(question('b'))];
    worker().say({ isReady: true });
    jest.advanceTimersByTime(499);
    expect(worker().isEnded).toBe(false);
    jest.advanceTimersByTime(1);
    expect(worker().isEnded).toBe(true);
    expect(await answers[0]).toEqual({ kind: 'stopped' });
    worker(1).say({ isReady: true });
    worker(1).answer('B');
    expect(await answers[1]).toEqual(value('B'));
  });

  test('a worker that loads something has the time for it', async () => {
    const answer = createExpressionAsker(start)(question('a'));
    worker().say({ isReady: true });
    worker().say({ id: 1, isLoading: true });
    jest.advanceTimersByTime(60_000);
    expect(worker().isEnded).toBe(false);
    worker().say({ id: 1, isLoading: false });
    jest.advanceTimersByTime(500);
    expect(worker().isEnded).toBe(true);
    expect(await answer).toEqual({ kind: 'stopped' });
  });

  test('drops a question that nobody waits for any more', async () => {
    const ask = createExpressionAsker(start);
    const aborted = new AbortController();
    const first = ask(question('a'));
    const dropped = ask(question('b'), aborted.signal);
    const last = ask(question('c'));
    aborted.abort();
    worker().say({ isReady: true });
    worker().answer('A');
    worker().answer('C');
    expect(await Promise.all([first, dropped, last])).toEqual([value('A'), { kind: 'stopped' }, value('C')]);
    expect(worker().asked.map(({ question: asked }) => 'expression' in asked && asked.expression)).toEqual(['a', 'c']);
  });

  test('an answer to another question is not taken', async () => {
    const answer = createExpressionAsker(start)(question('a'));
    worker().say({ isReady: true });
    worker().say({ id: 99, answer: { kind: 'nothing' } });
    worker().answer('A');
    expect(await answer).toEqual(value('A'));
  });

  test('a worker that cannot be loaded leaves nobody waiting', async () => {
    const ask = createExpressionAsker(start);
    const answers = [ask(question('a')), ask(question('b'))];
    worker().onerror?.({} as ErrorEvent);
    expect(await Promise.all(answers)).toEqual([{ kind: 'stopped' }, { kind: 'stopped' }]);
  });
});
