import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import { useMemo } from 'react';
import type { ConnectorDescription, ConnectorDetail } from '../contract.ts';

const STALE_MS = 5 * 60_000;

/** Every installed connector with its actions; large ones without their schemas. */
export const connectorsQuery = queryOptions({
  queryKey: ['connectors'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/connectors', { signal })),
  staleTime: STALE_MS,
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

/** Every installed connector, and those that are named with all schemas, also where the list leaves them out. */
export function useConnectorsWith(names: readonly string[]): readonly ConnectorDescription[] {
  const listed = useConnectorList();
  const abridged = listed.filter(({ name, isAbridged }) => isAbridged === true && names.includes(name));
  const whole = useQueries({
    queries: abridged.map(({ name }) => ({ ...connectorQuery(name, undefined), staleTime: STALE_MS })),
    combine: wholeOf,
  });
  return useMemo(
    () => (whole.length === 0 ? listed : listed.map((one) => whole.find(({ name }) => name === one.name) ?? one)),
    [listed, whole],
  );
}

const wholeOf = (results: readonly { readonly data: ConnectorDetail | undefined }[]): readonly ConnectorDetail[] =>
  results.flatMap(({ data }) => data ?? []);

const NONE: readonly ConnectorDescription[] = [];

/** Every installed connector, for what only looks names up; none while they are on their way. */
export function useConnectorList(): readonly ConnectorDescription[] {
  return useQuery(connectorsQuery).data?.items ?? NONE;
}
