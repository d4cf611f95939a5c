import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { Connection, ConnectionForm, Page } from '../contract.ts';

const MOST = 200;

/** Under which the connections of a connector are remembered. */
export const connectionsKey = (connector: string): readonly string[] => ['connections', connector];

/** The connections of one connector. */
export function useConnections(connector: string): UseQueryResult<Page<Connection>> {
  return useQuery({
    queryKey: connectionsKey(connector),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/connections', { params: { query: { connector, limit: MOST } }, signal })),
  });
}

/** Keeps a connection; its health says what the service answered. */
export function createConnection(form: ConnectionForm): Promise<Connection> {
  return answerOf(api.POST('/api/v1/connections', { body: form }));
}
