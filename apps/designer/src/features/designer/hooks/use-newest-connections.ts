import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Connection } from '../../../lib/contract.ts';
import { allConnectionsQuery } from '../../../lib/queries/connections.ts';

const FRESH_MS = 30_000;
/** A step must come soon, also when the server does not answer. */
const MOST_WAIT_MS = 500;
const NONE: readonly Connection[] = [];

/** Reads the connections as they are by now: one that was made a moment ago is there. At once when nothing is on its way. */
export function useNewestConnections(): () => Promise<readonly Connection[]> {
  const known = useQuery(allConnectionsQuery).data ?? NONE;
  const cache = useQueryClient();
  return () => {
    const late = new Promise<readonly Connection[]>((resolve) => setTimeout(() => resolve(known), MOST_WAIT_MS));
    const newest = cache.query({ ...allConnectionsQuery, staleTime: FRESH_MS }).catch(() => known);
    return Promise.race([newest, late]);
  };
}
