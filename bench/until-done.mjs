import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 50;
const PATIENCE_MS = 15 * 60_000;

/** Waits until all runs have ended; gives the seconds that took. Without progress for long it gives up. */
export async function untilDone(installation, { patienceMs = PATIENCE_MS } = {}) {
  return untilOpen(installation, { atMost: 0, patienceMs });
}

/** Waits until at most so many runs have not ended; gives the seconds that took. */
export async function untilOpen(installation, { atMost, patienceMs = PATIENCE_MS }) {
  const startedAt = performance.now();
  for (;;) {
    const open = await installation.countOpen();
    const elapsedMs = performance.now() - startedAt;
    if (open <= atMost) return elapsedMs / 1000;
    if (elapsedMs > patienceMs) throw new Error(`${open} runs have not ended after ${patienceMs / 1000} s.`);
    await delay(LOOK_MS);
  }
}
