import { queryOptions, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { ConnectorDescription } from '../contract.ts';

/** Every installed connector with its actions. */
export const connectorsQuery = queryOptions({
  queryKey: ['connectors'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/connectors', { signal })),
  staleTime: 5 * 60_000,
});

/** One connector with its read-me; of a version, else the one that new workflows get. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the options carry the answer's type
export const connectorQuery = (name: string, version: string | undefined) =>
  queryOptions({
    queryKey: ['connectors', name, version ?? 'latest'],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/connectors/{name}', {
          params: { path: { name }, query: version === undefined ? {} : { version } },
          signal,
        }),
      ),
  });

const NONE: readonly ConnectorDescription[] = [];

/** Every installed connector, for what only looks names up; none while they are on their way. */
export function useConnectorList(): readonly ConnectorDescription[] {
  return useQuery(connectorsQuery).data?.items ?? NONE;
}
