import { setTimeout as pause } from 'node:timers/promises';

/** What a busy machine may take for what a quiet one does in a moment; a test that fails waits as long. */
const LIMIT_MS = 15_000;
/** What takes longer is waited for in another process, whose time every question takes. */
const EAGER_MS = 50;
const LONGEST_PAUSE_MS = 50;

/**
 * Waits for what needs no time of a clock, but an unknown number of turns: asks again after every turn of the event loop, and
 * less often when that did not help; at most 15 s. Resolves with the first answer that is neither false nor undefined.
 */
export async function until<T>(condition: () => T | Promise<T>): Promise<Exclude<T, false | undefined>> {
  const startedAtMs = performance.now();
  for (;;) {
    const found = await condition();
    if (found !== false && found !== undefined) return found as Exclude<T, false | undefined>;
    const waitedMs = performance.now() - startedAtMs;
    if (waitedMs > LIMIT_MS) throw new Error(`Still not so after 15 s: ${condition.toString()}`);
    if (waitedMs < EAGER_MS) await nextTurn();
    else await pause(Math.min(LONGEST_PAUSE_MS, waitedMs / 10));
  }
}

/** After everything that could go on without waiting has gone on. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
