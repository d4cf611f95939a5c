import { bucketOf, type CallRate, type Clock, type RateBudgetStore, type RateGrant } from '@millrace/runtime';
import { atOnce } from './at-once.ts';

interface Budget {
  readonly tokens: number;
  readonly atMs: number;
  readonly factor: number;
  readonly slowedAtMs?: number;
  readonly blockedUntilMs: number;
}

const MINUTE_MS = 60_000;

/** Budgets of calls in memory, with the promises of the real store. */
export class MemoryRateBudgetStore implements RateBudgetStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #budgets = new Map<string, Budget>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  take({ key, rate, wanted }: Parameters<RateBudgetStore['take']>[0]): Promise<RateGrant> {
    return atOnce(() => {
      const nowMs = this.#clock.nowMs();
      const budget = this.#asOfNow(key, rate);
      const blockedMs = Math.max(0, budget.blockedUntilMs - nowMs);
      const granted = blockedMs > 0 ? 0 : Math.min(wanted, Math.floor(budget.tokens));
      const tokens = budget.tokens - granted;
      this.#budgets.set(key, { ...budget, tokens });
      const refillMs = ((1 - tokens) * 1000) / (bucketOf(rate).refillPerSecond * this.#factorOf(budget));
      return { granted, waitMs: granted > 0 ? 0 : Math.ceil(Math.max(blockedMs, refillMs, 0)) };
    });
  }

  block({ key, rate, forMs }: Parameters<RateBudgetStore['block']>[0]): Promise<void> {
    return atOnce(() => {
      const budget = this.#asOfNow(key, rate);
      const blockedUntilMs = Math.max(budget.blockedUntilMs, this.#clock.nowMs() + forMs);
      this.#budgets.set(key, { ...budget, blockedUntilMs });
    });
  }

  slow({ key, rate }: Parameters<RateBudgetStore['slow']>[0]): Promise<void> {
    return atOnce(() => {
      const budget = this.#asOfNow(key, rate);
      const factor = this.#factorOf(budget) / 2;
      this.#budgets.set(key, {
        ...budget,
        tokens: Math.min(budget.tokens, 0),
        factor,
        slowedAtMs: this.#clock.nowMs(),
      });
    });
  }

  #asOfNow(key: string, rate: CallRate): Budget {
    const { capacity, refillPerSecond } = bucketOf(rate);
    const nowMs = this.#clock.nowMs();
    const found = this.#budgets.get(key) ?? { tokens: capacity, atMs: nowMs, factor: 1, blockedUntilMs: -Infinity };
    const filled = found.tokens + ((nowMs - found.atMs) / 1000) * refillPerSecond * this.#factorOf(found);
    return { ...found, tokens: Math.min(capacity, filled), atMs: nowMs };
  }

  #factorOf({ factor, slowedAtMs }: Budget): number {
    if (slowedAtMs === undefined) return 1;
    return Math.min(1, factor + (0.1 * (this.#clock.nowMs() - slowedAtMs)) / MINUTE_MS);
  }
}
