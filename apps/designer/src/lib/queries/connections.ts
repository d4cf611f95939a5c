import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { Connection, ConnectionForm, FieldReplacement, Page } from '../contract.ts';
import { readPages } from '../read-pages.ts';

const WAITING_INTERVAL_MS = 5000;
const MOST = 200;
/** More connections of one workspace are not read. */
export const MAX_CONNECTIONS_READ = 5000;

/** Under which all that is known of connections is remembered. */
export const CONNECTIONS_KEY = ['connections'] as const;

/** Under which the connections of a connector are remembered. */
const connectionsKey = (connector: string): readonly string[] => [...CONNECTIONS_KEY, 'of', connector];

/** The connections of one connector. */
export function useConnections(connector: string): UseQueryResult<Page<Connection>> {
  return useQuery({
    queryKey: connectionsKey(connector),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/connections', { params: { query: { connector, limit: MOST } }, signal })),
  });
}

function readPage(cursor: string | undefined, signal: AbortSignal): Promise<Page<Connection>> {
  const query = { limit: MOST, ...(cursor === undefined ? {} : { cursor }) };
  return answerOf(api.GET('/api/v1/connections', { params: { query }, signal }));
}

/** Every connection of the workspace, by name; at most {@link MAX_CONNECTIONS_READ}. */
export const allConnectionsQuery = queryOptions({
  queryKey: [...CONNECTIONS_KEY, 'all'],
  queryFn: ({ signal }) => readPages((cursor) => readPage(cursor, signal), MAX_CONNECTIONS_READ),
});

const of = (name: string): { readonly path: { readonly name: string } } => ({ path: { name } });

/** One connection. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the options carry the answer's type
export const connectionQuery = (name: string) =>
  queryOptions({
    queryKey: [...CONNECTIONS_KEY, 'one', name],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/connections/{name}', { params: of(name), signal })),
    // Once it is mended they go on little by little, and no event tells of that here.
    refetchInterval: ({ state }) => ((state.data?.waitingSteps ?? 0) > 0 ? WAITING_INTERVAL_MS : false),
  });

/** Keeps a connection; its health says what the service answered. */
export function createConnection(form: ConnectionForm): Promise<Connection> {
  return answerOf(api.POST('/api/v1/connections', { body: form }));
}

/** Asks the service whether a connection works; its health says what the service answered. */
export function testConnection(name: string): Promise<Connection> {
  return answerOf(api.POST('/api/v1/connections/{name}/test', { params: of(name) }));
}

/** Replaces all that a connection holds. */
export function replaceFields(name: string, body: FieldReplacement): Promise<Connection> {
  return answerOf(api.PUT('/api/v1/connections/{name}/fields', { params: of(name), body }));
}

/** Removes a connection; one that workflows use only when that is `forced`. */
export function removeConnection(name: string, isForced: boolean): Promise<void> {
  const params = { ...of(name), query: isForced ? { force: 'true' } : {} };
  return answerOf(api.DELETE('/api/v1/connections/{name}', { params }));
}
