import { useSyncExternalStore } from 'react';

const listeners = new Map<number, Set<() => void>>();
const presents = new Map<number, number>();

function present(periodMs: number): number {
  const known = presents.get(periodMs) ?? Date.now();
  presents.set(periodMs, known);
  return known;
}

// One timer per period serves the whole page, however many times it shows.
function subscribe(periodMs: number, listener: () => void): () => void {
  const group = listeners.get(periodMs) ?? new Set();
  listeners.set(periodMs, group);
  group.add(listener);
  presents.set(periodMs, Date.now());
  const timer = group.size === 1 ? setInterval(() => tick(periodMs), periodMs) : undefined;
  if (timer !== undefined) timers.set(periodMs, timer);
  return () => {
    group.delete(listener);
    if (group.size === 0) clearInterval(timers.get(periodMs));
  };
}

const timers = new Map<number, ReturnType<typeof setInterval>>();

function tick(periodMs: number): void {
  presents.set(periodMs, Date.now());
  for (const listener of listeners.get(periodMs) ?? []) listener();
}

/** The present, in epoch milliseconds, renewed every `periodMs` (default 5 s). */
export function useNow(periodMs = 5000): number {
  return useSyncExternalStore(
    (listener) => subscribe(periodMs, listener),
    () => present(periodMs),
  );
}
