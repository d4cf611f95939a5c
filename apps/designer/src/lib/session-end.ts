import type { QueryClient } from '@tanstack/react-query';
import { sessionQuery } from './queries/session.ts';
import { isElsewhere, isSignedOut } from './api-error.ts';

/** Forgets the session when an answer says that it has ended, or gone elsewhere; the first such answer alone, until there is one again. */
export function watchSession(cache: QueryClient, onEnd: () => void): (error: unknown) => void {
  return (error) => {
    if (!(isSignedOut(error) || isElsewhere(error)) || cache.getQueryData(sessionQuery.queryKey) === undefined) return;
    cache.removeQueries({ queryKey: sessionQuery.queryKey });
    onEnd();
  };
}
