// Evaluated in the realm of a call: see realm-values.ts.
import type { Bridge } from './bridge.ts';

interface Timer {
  readonly callback: (...values: unknown[]) => unknown;
  readonly values: readonly unknown[];
  readonly repeatMs?: number;
}

/** Timers, and `queueMicrotask`. What a timer throws ends the call. Returns what the child calls when a timer is due. */
export function installTimers(bridge: Bridge, fail: (thrown: unknown) => void): (id: number) => void {
  const timers = new Map<number, Timer>();
  let last = 0;
  const start = (timer: Timer, delayMs: unknown): number => {
    last += 1;
    timers.set(last, timer);
    bridge.startTimer(last, toDelay(delayMs));
    return last;
  };
  const toDelay = (delayMs: unknown): number => {
    const delay = Number(delayMs);
    return delay >= 1 && delay < 2 ** 31 ? delay : 1;
  };
  const stop = (id: unknown): void => {
    if (typeof id !== 'number' || !timers.delete(id)) return;
    bridge.stopTimer(id);
  };
  const fire = (id: number): void => {
    const timer = timers.get(id);
    if (timer === undefined) return;
    if (timer.repeatMs === undefined) timers.delete(id);
    else bridge.startTimer(id, timer.repeatMs);
    try {
      timer.callback(...timer.values);
    } catch (thrown) {
      fail(thrown);
    }
  };
  const demand = (callback: unknown): Timer['callback'] => {
    if (typeof callback !== 'function') throw new TypeError('A timer needs a function.');
    return callback as Timer['callback'];
  };
  Object.assign(globalThis, {
    setTimeout: (callback: unknown, delayMs?: unknown, ...values: unknown[]) =>
      start({ callback: demand(callback), values }, delayMs),
    setInterval: (callback: unknown, delayMs?: unknown, ...values: unknown[]) =>
      start({ callback: demand(callback), values, repeatMs: toDelay(delayMs) }, delayMs),
    setImmediate: (callback: unknown, ...values: unknown[]) => start({ callback: demand(callback), values }, 0),
    clearTimeout: stop,
    clearInterval: stop,
    clearImmediate: stop,
    queueMicrotask: (callback: unknown) => {
      const { callback: call } = { callback: demand(callback) };
      void Promise.resolve()
        .then(() => call())
        .catch(fail);
    },
  });
  return fire;
}
