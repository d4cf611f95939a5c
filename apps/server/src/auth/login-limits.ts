import type { Clock } from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { networkOf } from '../http/caller-address.ts';

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
 * failures in 15 minutes. A try counts as failed until it is known to be right, so that many at once gain nothing. In
 * memory: a restart forgives, and more than one process multiplies by their number.
 */
export class LoginLimits {
  private readonly accounts = new Map<string, Failures>();
  private readonly addresses = new Map<string, Failures>();

  constructor(private readonly clock: Clock) {}

  /** Refuses a try that comes too early. */
  begin({ account, address }: LoginAttempt): LoginTry {
    const nowMs = this.clock.monotonicMs();
    const [accountKey, addressKey] = [account.trim().toLowerCase(), networkOf(address)];
    const byAccount = this.accounts.get(accountKey);
    if (byAccount !== undefined && byAccount.count >= FREE_TRIES) refuseUntil(byAccount.untilMs - nowMs);
    const byAddress = this.addresses.get(addressKey);
    if (byAddress !== undefined && byAddress.count >= MAX_FAILURES_PER_ADDRESS) refuseUntil(byAddress.untilMs - nowMs);
    this.countAccount(accountKey, nowMs);
    this.countAddress(addressKey, nowMs);
    return {
      succeed: () => {
        this.accounts.delete(accountKey);
        forgive(this.addresses, addressKey);
      },
      cancel: () => {
        forgive(this.accounts, accountKey);
        forgive(this.addresses, addressKey);
      },
    };
  }

  private countAccount(key: string, nowMs: number): void {
    const count = (this.accounts.get(key)?.count ?? 0) + 1;
    const delayMs = count < FREE_TRIES ? 0 : Math.min(MAX_DELAY_MS, 1000 * 2 ** (count - FREE_TRIES));
    remember(this.accounts, key, { count, untilMs: nowMs + delayMs });
  }

  private countAddress(key: string, nowMs: number): void {
    const known = this.addresses.get(key);
    const current = known !== undefined && known.untilMs > nowMs ? known : undefined;
    remember(this.addresses, key, {
      count: (current?.count ?? 0) + 1,
      untilMs: current?.untilMs ?? nowMs + ADDRESS_WINDOW_MS,
    });
  }
}

/** A try under way. Left alone, it is a failed one. */
export interface LoginTry {
  /** A right password clears its account; of the address only this try: it may be guessing others. */
  succeed(): void;
  /** Nothing was tried: the server was too busy to look. */
  cancel(): void;
}

export interface LoginAttempt {
  readonly account: string;
  readonly address: string;
}

function remember(failures: Map<string, Failures>, key: string, value: Failures): void {
  failures.delete(key);
  failures.set(key, value);
  const [oldest] = failures.keys();
  if (failures.size > MAX_REMEMBERED && oldest !== undefined) failures.delete(oldest);
}

function forgive(failures: Map<string, Failures>, key: string): void {
  const known = failures.get(key);
  if (known === undefined) return;
  if (known.count <= 1) failures.delete(key);
  else failures.set(key, { ...known, count: known.count - 1 });
}

function refuseUntil(leftMs: number): void {
  if (leftMs <= 0) return;
  const retryAfterSeconds = Math.ceil(leftMs / 1000);
  throw new ServerError('auth.too_many_attempts', `Too many failed sign-ins. Try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  });
}
