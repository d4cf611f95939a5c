/**
 * Lets one evaluation run at a time, and the rest of the process in between. jsonata's own promises never yield to
 * timers or sockets; and if evaluations took turns at every promise, none could tell its own time from the others'.
 */
const SLICE_MS = 10;

let busy = false;
let sliceStartedAt = 0;
const waiting: (() => void)[] = [];

const channel =
  typeof setImmediate === 'function' || typeof MessageChannel !== 'function' ? undefined : new MessageChannel();

/** Resolves after timers, sockets and painting had their chance. */
export function nextMacrotask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    if (channel === undefined) {
      setTimeout(resolve);
      return;
    }
    channel.port1.addEventListener('message', () => resolve(), { once: true });
    channel.port1.start();
    channel.port2.postMessage(undefined);
  });
}

/** Waits for the turn. The slice begins anew after every macrotask. */
export async function takeTurn(): Promise<void> {
  if (busy) await new Promise<void>((resolve) => waiting.push(resolve));
  busy = true;
  const now = performance.now();
  if (now - sliceStartedAt > SLICE_MS) {
    await nextMacrotask();
    sliceStartedAt = performance.now();
  }
}

/** Hands the turn to whoever waits longest. */
export function endTurn(): void {
  const next = waiting.shift();
  if (next === undefined) busy = false;
  else next();
}

/** True when the running evaluation has had its slice. */
export function isSliceOver(now: number): boolean {
  return now - sliceStartedAt > SLICE_MS;
}
