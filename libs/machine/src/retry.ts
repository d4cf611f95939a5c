import { matchesError } from './failure.ts';
import type { MachineError } from './host.ts';
import type { Retrier } from './machine.ts';

const DEFAULT_INTERVAL_SECONDS = 1;
const DEFAULT_MAX_ATTEMPTS = 3;
const DEFAULT_BACKOFF_RATE = 2;
const MAX_DELAY_SECONDS = 99_999_999;

/** Retries used so far, by index of the retrier. */
export type RetriesUsed = Readonly<Record<string, number>>;

/**
 * The first rule that matches decides, as in ASL: when it is used up, later rules are not asked.
 * `random` is in [0, 1) and only used for full jitter. Never earlier than the other side asked for.
 */
export function mayRetry(
  retriers: readonly Retrier[],
  { error, alias }: { readonly error: MachineError; readonly alias?: string | undefined },
  { used, random }: { readonly used: RetriesUsed; readonly random: () => number },
): { readonly delayMs: number; readonly used: RetriesUsed } | undefined {
  const index = retriers.findIndex((retrier) => matchesError(retrier.ErrorEquals, error.error, alias));
  const retrier = retriers[index];
  if (retrier === undefined) return undefined;
  const count = used[index] ?? 0;
  if (count >= (retrier.MaxAttempts ?? DEFAULT_MAX_ATTEMPTS)) return undefined;
  const seconds =
    (retrier.IntervalSeconds ?? DEFAULT_INTERVAL_SECONDS) * (retrier.BackoffRate ?? DEFAULT_BACKOFF_RATE) ** count;
  const cappedMs = Math.min(seconds, retrier.MaxDelaySeconds ?? MAX_DELAY_SECONDS) * 1000;
  const chosenMs = Math.round(retrier.JitterStrategy === 'FULL' ? cappedMs * random() : cappedMs);
  const askedMs = Math.min(error.retryAfterMs ?? 0, MAX_DELAY_SECONDS * 1000);
  return { delayMs: Math.max(chosenMs, askedMs), used: { ...used, [index]: count + 1 } };
}
