import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

/** Time, as the test platform needs it: of a `TestClock`, or the real one where real services answer. */
export interface TestTime {
  nowMs(): number;
  wait(waitMs: number, signal?: AbortSignal): Promise<void>;
  /** For an end that is seldom reached. */
  waitForLimit(waitMs: number, signal: AbortSignal): Promise<void>;
  /** Lets others have their turn. */
  pause(): Promise<void>;
  /** What becomes of `work`, however long it waits. */
  drive<T>(work: Promise<T>): Promise<T>;
}

/** Of the network. */
export const REAL_TIME: TestTime = {
  nowMs: () => Date.now(),
  wait: (waitMs, signal) => delayFor(waitMs, signal),
  waitForLimit: (waitMs, signal) => delayFor(waitMs, signal),
  pause: () => nextTurn(),
  drive: (work) => work,
};

async function delayFor(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(waitMs, undefined, signal === undefined ? {} : { signal }).catch((cause: unknown) => {
    throw signal?.aborted === true ? signal.reason : cause;
  });
}
