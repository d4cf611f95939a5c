import type { RunAnswer } from './answer.ts';
import { deferred } from './deferred.ts';
import { RunDropped } from './run-journal.ts';

interface WaitingCaller {
  readonly answer: (answer: RunAnswer) => void;
  readonly fail: (cause: unknown) => void;
}

/** The callers of this process who wait for what a run says. The first answer counts. */
export class WaitingCallers {
  readonly #byRun = new Map<string, WaitingCaller>();
  #others = 0;

  /** How many wait. */
  get size(): number {
    return this.#byRun.size + this.#others;
  }

  has(runId: string): boolean {
    return this.#byRun.has(runId);
  }

  /** Begins to wait; resolves with the first answer. */
  wait(runId: string): Promise<RunAnswer> {
    const { promise, resolve, reject } = deferred<RunAnswer>();
    this.#byRun.set(runId, { answer: resolve, fail: reject });
    return promise;
  }

  /** Waits in another way, and counts all the same. */
  async count<T>(waiting: Promise<T>): Promise<T> {
    this.#others += 1;
    try {
      return await waiting;
    } finally {
      this.#others -= 1;
    }
  }

  /** Answers the caller of this run, if one waits. */
  answer(answer: RunAnswer): void {
    this.#take(answer.runId)?.answer(answer);
  }

  /** Tells the caller of this run, if one waits, that there is no run. */
  fail(runId: string, cause: unknown): void {
    // The store's own words say more than ours.
    this.#take(runId)?.fail(cause instanceof RunDropped ? (cause.cause ?? cause) : cause);
  }

  /** Tells every caller that the run goes on elsewhere. */
  answerAllPending(): void {
    for (const runId of [...this.#byRun.keys()]) this.answer({ kind: 'pending', runId, isRepetition: false });
  }

  #take(runId: string): WaitingCaller | undefined {
    const caller = this.#byRun.get(runId);
    this.#byRun.delete(runId);
    return caller;
  }
}
