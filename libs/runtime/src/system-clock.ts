import type { Clock } from './ports.ts';

/** The machine's clock and timers. A scheduled callback does not keep the process alive. */
export function systemClock(): Clock {
  return {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    schedule: (delayMs, callback) => {
      // Longer delays overflow the timer and would fire at once.
      const timer = setTimeout(callback, Math.min(delayMs, 2 ** 31 - 1));
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
