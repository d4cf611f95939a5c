import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { workspacesQuery } from '../../../lib/queries/workspaces.ts';

/** What the workspaces of this person are called, by slug. */
export function usePlaceNames(): ReadonlyMap<string, string> {
  const { data } = useQuery(workspacesQuery);
  return useMemo(() => new Map(data?.items.map(({ slug, name }) => [slug, name])), [data]);
}
