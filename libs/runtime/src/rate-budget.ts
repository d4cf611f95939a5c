/** How many calls a service takes: never more than `requests` in any `perSeconds`. */
export interface CallRate {
  readonly requests: number;
  readonly perSeconds: number;
}
export interface RateGrant {
  /** Calls that may be made now; 0 to as many as were wanted. */
  readonly granted: number;
  /** When none was granted: the earliest moment at which one may be, from now. */
  readonly waitMs: number;
}

/** Budgets of calls, which all processes share. A budget that nobody has asked for is full. */
export interface RateBudgetStore {
  /** Takes calls out of the budget. */
  take(request: { readonly key: string; readonly rate: CallRate; readonly wanted: number }): Promise<RateGrant>;
  /** Nobody is granted any for so long. A longer one that is there stays. */
  block(request: { readonly key: string; readonly rate: CallRate; readonly forMs: number }): Promise<void>;
  /** It was too much, and nobody said by how much: half from now on, a tenth of the whole more with each minute. */
  slow(request: { readonly key: string; readonly rate: CallRate }): Promise<void>;
}

/** A fifth of the calls may come at once; the rest is spread, so that both together are never too many. */
const BURST_PART = 0.2;
const LEAST_SPREAD_PART = 0.5;

/** A bucket that keeps a rate: how much it holds, and how fast it fills. */
export function bucketOf({ requests, perSeconds }: CallRate): {
  readonly capacity: number;
  readonly refillPerSecond: number;
} {
  const capacity = Math.max(1, Math.floor(requests * BURST_PART));
  const spread = Math.max(requests - capacity, requests * LEAST_SPREAD_PART);
  return { capacity, refillPerSecond: spread / perSeconds };
}
