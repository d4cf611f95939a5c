import type { RunAnswer } from './answer.ts';
import { deferred } from './deferred.ts';
import { RunDropped } from './run-journal.ts';

interface WaitingCaller {
  readonly answer: (answer: RunAnswer) => void;
  readonly fail: (cause: unknown) => void;
  readonly keep: () => Promise<void>;
}

/** The callers of this process who wait for what a run says. The first answer counts. */
export class WaitingCallers {
  readonly #byRun = new Map<string, WaitingCaller>();
  readonly #calls = new Set<Promise<RunAnswer>>();

  /** How many wait. */
  get size(): number {
    return this.#calls.size;
  }

  /** Counts a call from its beginning to its answer. */
  track(call: Promise<RunAnswer>): Promise<RunAnswer> {
    this.#calls.add(call);
    const forget = (): void => void this.#calls.delete(call);
    call.then(forget, forget);
    return call;
  }

  has(runId: string): boolean {
    return this.#byRun.has(runId);
  }

  /** Begins to wait; resolves with the first answer. `keep` makes the run durable, if it is not. */
  wait(runId: string, keep: () => Promise<void>): Promise<RunAnswer> {
    const { promise, resolve, reject } = deferred<RunAnswer>();
    this.#byRun.set(runId, { answer: resolve, fail: reject, keep });
    return promise;
  }

  /** Tells the caller of this run that it goes on, once that is true. Never rejects. */
  async answerPending(runId: string): Promise<void> {
    try {
      // Nobody is told of a run that could still vanish.
      await this.#byRun.get(runId)?.keep();
      this.answer({ kind: 'pending', runId, isRepetition: false });
    } catch (cause) {
      this.fail(runId, cause);
    }
  }

  /** Tells every caller that its run goes on; resolves when all have their answer. */
  async answerAllPending(): Promise<void> {
    for (const runId of this.#byRun.keys()) void this.answerPending(runId);
    await Promise.allSettled(this.#calls);
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

  #take(runId: string): WaitingCaller | undefined {
    const caller = this.#byRun.get(runId);
    this.#byRun.delete(runId);
    return caller;
  }
}
