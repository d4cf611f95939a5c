const BASE_MS = 250;
export const DEFAULT_ATTEMPTS = 3;
/** A longer wait is the engine's: it parks the run. */
export const MAX_WAIT_INSIDE_MS = 5000;

/** Passes the time; rejects with the signal's reason when that is aborted first. */
export type Wait = (waitMs: number, signal: AbortSignal) => Promise<void>;

interface Failure {
  readonly connectorFailure?: unknown;
  readonly retryAfterMs?: number;
}

/**
 * Asks again where that is harmless and may help: backoff from 250 ms with full jitter, never before the service said. Throws
 * the last failure when attempts are used up, or the wait would be long.
 */
export async function repeat<T>(
  ask: () => Promise<T>,
  {
    attempts,
    signal,
    random = Math.random,
    wait = delay,
  }: {
    readonly attempts: number;
    readonly signal: AbortSignal;
    readonly random?: () => number;
    readonly wait?: Wait;
  },
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (cause) {
      const { connectorFailure, retryAfterMs = 0 } = cause as Failure;
      const waitMs = Math.max(retryAfterMs, random() * BASE_MS * 2 ** (attempt - 1));
      if (connectorFailure !== 'retryable' || attempt >= attempts || waitMs > MAX_WAIT_INSIDE_MS) throw cause;
      await wait(waitMs, signal);
    }
  }
}

/** By hand: this file is bundled for places that have no `node:timers`. */
function delay(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, waitMs);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
