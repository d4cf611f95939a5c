import { notifyManager, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { sessionQuery } from '../lib/queries/session.ts';
import { applyToCache, staleAfter } from '../lib/run-events.ts';
import { openServerEvents, RUN_EVENTS } from '../lib/server-events.ts';

const RENEW_MS = 1000;

/** Keeps the cache live with the workspace's one event stream. Mounted once, by the shell. Tells whether it is heard from. */
export function useRunEvents(): boolean {
  const cache = useQueryClient();
  const [isLive, setLive] = useState(true);
  useEffect(() => {
    if (typeof EventSource === 'undefined') return undefined;
    const stale = new Map<string, QueryKey>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const renew = (): void => {
      timer = undefined;
      for (const queryKey of stale.values()) void cache.invalidateQueries({ queryKey });
      stale.clear();
    };
    const close = openServerEvents(RUN_EVENTS, {
      onEvents: (events) => {
        notifyManager.batch(() => {
          for (const event of events) applyToCache(cache, event);
        });
        for (const queryKey of events.flatMap(staleAfter)) stale.set(queryKey.join('/'), queryKey);
        if (stale.size > 0) timer ??= setTimeout(renew, RENEW_MS);
      },
      onGap: () => {
        cache.removeQueries({ queryKey: ['runs', 'running'], type: 'inactive' });
        void cache.invalidateQueries({ queryKey: ['runs'] });
      },
      onState: setLive,
      onRefused: () => void cache.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    });
    return () => {
      clearTimeout(timer);
      close();
    };
  }, [cache]);
  return isLive;
}
