import { notifyManager, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { sessionQuery } from '../lib/queries/session.ts';
import { createRenewal, firstReadings } from '../lib/renewal.ts';
import { applyToCache, staleAfter } from '../lib/run-events.ts';
import { openServerEvents, RUN_EVENTS } from '../lib/server-events.ts';

/** Keeps the cache live with the workspace's one event stream. Mounted once, by the shell. Tells whether it is heard from. */
export function useRunEvents(): boolean {
  const cache = useQueryClient();
  const [isLive, setLive] = useState(true);
  useEffect(() => {
    if (typeof EventSource === 'undefined') return undefined;
    const renewal = createRenewal(cache);
    const close = openServerEvents(RUN_EVENTS, {
      onEvents: (events) => {
        notifyManager.batch(() => {
          for (const event of events) applyToCache(cache, event);
        });
        renewal.add(events.flatMap(staleAfter));
      },
      onGap: () => {
        cache.removeQueries({ queryKey: ['runs', 'running'], type: 'inactive' });
        renewal.add(firstReadings(cache, ['runs']));
        void cache.invalidateQueries({ queryKey: ['runs'] });
      },
      onState: setLive,
      onRefused: () => void cache.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    });
    return () => {
      renewal.stop();
      close();
    };
  }, [cache]);
  return isLive;
}
