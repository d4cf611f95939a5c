import { queryOptions } from '@tanstack/react-query';
import type { ConnectorDescription, Page } from '../contract.ts';
import { request } from '../request.ts';

/** Every installed connector with its actions. */
export const connectorsQuery = queryOptions({
  queryKey: ['connectors'],
  queryFn: ({ signal }) => request<Page<ConnectorDescription>>({ path: '/api/v1/connectors', signal }),
  staleTime: 5 * 60_000,
});
