import type { Clock } from '@millrace/runtime';
import { ServerError } from '../errors.ts';

const FREE_TRIES = 5;
const MAX_DELAY_MS = 15 * 60_000;
const MAX_FAILURES_PER_ADDRESS = 30;
const ADDRESS_WINDOW_MS = 15 * 60_000;
const MAX_REMEMBERED = 10_000;

interface Failures {
  readonly count: number;
  readonly untilMs: number;
}

/**
 * Slows down guessing: after five failures an account waits 1, 2, 4 … seconds, at most 15 minutes; an address has 30
 * failures in 15 minutes. In memory: a restart forgives, and more than one process multiplies by their number.
 */
export class LoginLimits {
  private readonly accounts = new Map<string, Failures>();
  private readonly addresses = new Map<string, Failures>();

  constructor(private readonly clock: Clock) {}

  /** Refuses a try that comes too early. */
  check({ account, address }: LoginAttempt): void {
    const nowMs = this.clock.monotonicMs();
    const byAccount = this.accounts.get(keyOf(account));
    if (byAccount !== undefined && byAccount.count >= FREE_TRIES) refuseUntil(byAccount.untilMs - nowMs);
    const byAddress = this.addresses.get(address);
    if (byAddress !== undefined && byAddress.count >= MAX_FAILURES_PER_ADDRESS) refuseUntil(byAddress.untilMs - nowMs);
  }

  /** Notes a failed try. */
  noteFailure({ account, address }: LoginAttempt): void {
    const nowMs = this.clock.monotonicMs();
    const count = (this.accounts.get(keyOf(account))?.count ?? 0) + 1;
    const delayMs = count < FREE_TRIES ? 0 : Math.min(MAX_DELAY_MS, 1000 * 2 ** (count - FREE_TRIES));
    remember(this.accounts, keyOf(account), { count, untilMs: nowMs + delayMs });
    const known = this.addresses.get(address);
    const current = known !== undefined && known.untilMs > nowMs ? known : undefined;
    remember(this.addresses, address, {
      count: (current?.count ?? 0) + 1,
      untilMs: current?.untilMs ?? nowMs + ADDRESS_WINDOW_MS,
    });
  }

  /** A right password clears its account, not the address: it may be guessing others. */
  noteSuccess({ account }: LoginAttempt): void {
    this.accounts.delete(keyOf(account));
  }
}

export interface LoginAttempt {
  readonly account: string;
  readonly address: string;
}

const keyOf = (account: string): string => account.trim().toLowerCase();

function remember(failures: Map<string, Failures>, key: string, value: Failures): void {
  failures.delete(key);
  failures.set(key, value);
  const [oldest] = failures.keys();
  if (failures.size > MAX_REMEMBERED && oldest !== undefined) failures.delete(oldest);
}

function refuseUntil(leftMs: number): void {
  if (leftMs <= 0) return;
  const retryAfterSeconds = Math.ceil(leftMs / 1000);
  throw new ServerError('auth.too_many_attempts', `Too many failed sign-ins. Try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  });
}
