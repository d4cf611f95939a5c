import type { Clock } from '@millrace/runtime';

const MAX_CALLERS = 10_000;

interface Bucket {
  readonly calls: number;
  readonly atMs: number;
}
/** What a caller may still do, after this call. */
export interface CallAllowance {
  readonly isAllowed: boolean;
  /** Calls that may come at once now. */
  readonly left: number;
  /** Until there is one more. 0: there is. */
  readonly waitSeconds: number;
}

/**
 * Counts calls by caller: a bucket that holds a burst, and fills at an even rate. In memory: a restart forgives, and more than
 * one process multiplies by their number.
 */
export class CallLimits {
  private readonly buckets = new Map<string, Bucket>();
  private readonly perMs: number;

  constructor(
    private readonly clock: Pick<Clock, 'monotonicMs'>,
    private readonly limit: { readonly perMinute: number; readonly burst: number },
  ) {
    this.perMs = limit.perMinute / 60_000;
  }

  /** Counts a call, unless it is one too many. */
  take(caller: string): CallAllowance {
    const nowMs = this.clock.monotonicMs();
    const calls = this.callsOf(caller, nowMs);
    const isAllowed = calls >= 1;
    const left = isAllowed ? calls - 1 : calls;
    this.remember(caller, { calls: left, atMs: nowMs });
    const missing = Math.max(0, 1 - left);
    return { isAllowed, left: Math.floor(left), waitSeconds: Math.ceil(missing / this.perMs / 1000) };
  }

  private callsOf(caller: string, nowMs: number): number {
    const { burst } = this.limit;
    const known = this.buckets.get(caller);
    return known === undefined ? burst : Math.min(burst, known.calls + (nowMs - known.atMs) * this.perMs);
  }

  private remember(caller: string, bucket: Bucket): void {
    this.buckets.delete(caller);
    this.buckets.set(caller, bucket);
    // The one that called longest ago has the fullest bucket.
    const [oldest] = this.buckets.keys();
    if (this.buckets.size > MAX_CALLERS && oldest !== undefined) this.buckets.delete(oldest);
  }
}
