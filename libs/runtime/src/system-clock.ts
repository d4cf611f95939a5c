import type { Clock } from './ports.ts';

/** Longer delays overflow Node's timer and would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock and timers. A scheduled callback does not keep the process alive. */
export function systemClock(): Clock {
  return {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    schedule: (delayMs, callback) => {
      let timer: NodeJS.Timeout;
      const wait = (restMs: number): void => {
        const isLong = restMs > MAX_TIMER_MS;
        timer = setTimeout(isLong ? () => wait(restMs - MAX_TIMER_MS) : callback, Math.min(restMs, MAX_TIMER_MS));
        timer.unref();
      };
      wait(delayMs);
      return () => clearTimeout(timer);
    },
  };
}
