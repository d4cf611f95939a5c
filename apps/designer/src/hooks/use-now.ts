import { useSyncExternalStore } from 'react';

interface Ticker {
  readonly subscribe: (listener: () => void) => () => void;
  readonly present: () => number;
}

const tickers = new Map<number, Ticker>();

// One timer per period serves the whole page. Its functions stay the same: new ones would make React subscribe anew each time.
function createTicker(periodMs: number): Ticker {
  const listeners = new Set<() => void>();
  let nowMs = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = (): void => {
    nowMs = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    present: () => nowMs,
    subscribe: (listener) => {
      if (listeners.size === 0) {
        nowMs = Date.now();
        timer = setInterval(tick, periodMs);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
}

function tickerOf(periodMs: number): Ticker {
  const known = tickers.get(periodMs) ?? createTicker(periodMs);
  tickers.set(periodMs, known);
  return known;
}

/** The present, in epoch milliseconds, renewed every `periodMs` (default 5 s). */
export function useNow(periodMs = 5000): number {
  const { subscribe, present } = tickerOf(periodMs);
  return useSyncExternalStore(subscribe, present);
}
