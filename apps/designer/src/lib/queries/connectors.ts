import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';

/** Every installed connector with its actions. */
export const connectorsQuery = queryOptions({
  queryKey: ['connectors'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/connectors', { signal })),
  staleTime: 5 * 60_000,
});
