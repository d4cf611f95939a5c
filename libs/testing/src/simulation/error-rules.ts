import type { Retrier } from '@millrace/machine';
import type { Way } from './ways.ts';

/** Before the next attempt, at most. */
export function delayOf(
  { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity }: Retrier,
  count: number,
  { retryAfterMs = 0 }: Way,
): number {
  return Math.max(retryAfterMs, 1000 * Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** count));
}

/** The Amazon States Language on error names. */
export function matches(patterns: readonly string[], { error, alias }: Way): boolean {
  if (error === undefined) return false;
  const isTimeout = error === 'States.Timeout' || error === 'States.HeartbeatTimeout';
  return patterns.some((pattern) =>
    pattern === 'States.Timeout'
      ? isTimeout
      : pattern === error ||
        pattern === alias ||
        pattern === 'States.ALL' ||
        (pattern === 'States.TaskFailed' && error !== 'States.Timeout'),
  );
}
