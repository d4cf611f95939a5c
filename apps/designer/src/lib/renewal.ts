import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';

const RENEW_MS = 1000;

/** Reads anew what events have made stale, each at most once a second. */
export interface Renewal {
  readonly add: (keys: readonly QueryKey[]) => void;
  readonly stop: () => void;
}

export function createRenewal(cache: QueryClient): Renewal {
  let stale = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arm = (): void => {
    if (stale.size > 0) timer ??= setTimeout(renew, RENEW_MS);
  };
  const renew = (): void => {
    timer = undefined;
    const due = [...stale];
    stale = new Map();
    for (const [name, queryKey] of due) {
      // What is being read now may have begun before the event. To break it off each second would never let it end.
      if (cache.isFetching({ queryKey }) > 0) stale.set(name, queryKey);
      else void cache.invalidateQueries({ queryKey });
    }
    arm();
  };
  return {
    add: (keys) => {
      for (const queryKey of keys) stale.set(hashKey(queryKey), queryKey);
      arm();
    },
    stop: () => clearTimeout(timer),
  };
}

/** What is being read for the first time: to invalidate it does not begin it anew, and what it reads may be old already. */
export function firstReadings(cache: QueryClient, queryKey: QueryKey): readonly QueryKey[] {
  return cache
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: 'fetching' })
    .filter(({ state }) => state.data === undefined)
    .map((query) => query.queryKey);
}
