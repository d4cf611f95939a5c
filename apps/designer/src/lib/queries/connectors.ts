import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import { useMemo } from 'react';
import type { ConnectorDescription, ConnectorDetail } from '../contract.ts';
import type { WantedConnector } from '../named-connectors.ts';

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

/** Every installed connector; those that are wanted with all schemas, also where the list leaves them out, and in their version. */
export const useConnectorsWith = (wanted: readonly WantedConnector[]): readonly ConnectorDescription[] =>
  useKnownConnectors(wanted).connectors;

/** The same, and whether all is there that was to be read: until then the newest version stands in for one that is pinned. */
export function useKnownConnectors(wanted: readonly WantedConnector[]): {
  readonly connectors: readonly ConnectorDescription[];
  readonly isComplete: boolean;
} {
  const listed = useConnectorList();
  const { whole, isComplete } = useQueries({
    queries: listed.flatMap((one) => {
      const version = wantedVersion(one, wanted);
      return version === undefined ? [] : { ...connectorQuery(one.name, version.number), staleTime: STALE_MS };
    }),
    combine: wholeOf,
  });
  const connectors = useMemo(
    () => (whole.length === 0 ? listed : listed.map((one) => whole.find(({ name }) => name === one.name) ?? one)),
    [listed, whole],
  );
  return { connectors, isComplete };
}

/** What has to be read because the list does not have it; without a number the version of the list. */
function wantedVersion(
  { name, version, versions, isAbridged }: ConnectorDescription,
  wanted: readonly WantedConnector[],
): { readonly number: string | undefined } | undefined {
  const pin = wanted.find((one) => one.name === name);
  // Of a pin to what is not there the check tells; the form is that of the newest one.
  const isOther = pin?.version !== undefined && pin.version !== version && versions.includes(pin.version);
  if (isOther) return { number: pin.version };
  return pin !== undefined && isAbridged === true ? { number: undefined } : undefined;
}

interface ReadConnector {
  readonly data: ConnectorDetail | undefined;
  readonly isPending: boolean;
}

const wholeOf = (
  results: readonly ReadConnector[],
): { readonly whole: readonly ConnectorDetail[]; readonly isComplete: boolean } => ({
  whole: results.flatMap(({ data }) => data ?? []),
  isComplete: results.every(({ isPending }) => !isPending),
});

const NONE: readonly ConnectorDescription[] = [];

/** Every installed connector, for what only looks names up; none while they are on their way. */
export function useConnectorList(): readonly ConnectorDescription[] {
  return useQuery(connectorsQuery).data?.items ?? NONE;
}
