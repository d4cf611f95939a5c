const LIMIT_MS = 5000;

/**
 * Waits for what needs no time of a clock, but an unknown number of turns: asks again after every turn of the event loop,
 * at most 5 s, and resolves with the first answer that is neither false nor undefined.
 */
export async function until<T>(condition: () => T | Promise<T>): Promise<Exclude<T, false | undefined>> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const found = await condition();
    if (found !== false && found !== undefined) return found as Exclude<T, false | undefined>;
    if (performance.now() > deadline) throw new Error(`Still not so after 5 s: ${condition.toString()}`);
    await nextTurn();
  }
}

/** After everything that could go on without waiting has gone on. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
