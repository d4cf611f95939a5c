import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { applyToCache, openRunEvents } from '../lib/run-events.ts';

/** Keeps the cache live with the workspace's one event stream. Mounted once, by the shell. */
export function useRunEvents(): void {
  const cache = useQueryClient();
  useEffect(() => {
    if (typeof EventSource === 'undefined') return undefined;
    return openRunEvents(
      (event) => applyToCache(cache, event),
      () => void cache.invalidateQueries({ queryKey: ['runs'] }),
    );
  }, [cache]);
}
