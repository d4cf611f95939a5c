import type { Retrier } from '@millrace/machine';

/** What a retry rule means where it says nothing, by the language's specification. */
const USUAL = { IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2 };
/** More are not drawn: they tell nothing new. */
const MOST_DRAWN = 12;

/** When the tries of a rule come. */
export interface RetryMoments {
  /** Seconds to wait before each retry, of the first twelve. */
  readonly delays: readonly number[];
  /** Seconds from the first failure to each of them; what the tries themselves take is not in it. */
  readonly moments: readonly number[];
  /** All retries, drawn or not. */
  readonly count: number;
  /** Seconds that all waiting takes at most. */
  readonly totalSeconds: number;
}

/** The delays of a retry rule: exponential, cut at the longest delay. Jitter spreads each of them over less. */
export function retryMoments(rule: Retrier): RetryMoments {
  const { IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds = Infinity } = { ...USUAL, ...rule };
  const count = Math.max(0, Math.floor(MaxAttempts));
  const delays: number[] = [];
  const moments: number[] = [];
  let totalSeconds = 0;
  for (let retry = 0; retry < count; retry += 1) {
    const delay = Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** retry);
    totalSeconds += delay;
    if (retry < MOST_DRAWN) {
      delays.push(delay);
      moments.push(totalSeconds);
    } else if (delay === MaxDelaySeconds || BackoffRate === 1) {
      // From here on every delay is the same.
      return { delays, moments, count, totalSeconds: totalSeconds + delay * (count - retry - 1) };
    } else if (!Number.isFinite(totalSeconds)) break;
  }
  return { delays, moments, count, totalSeconds };
}
