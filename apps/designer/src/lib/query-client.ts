import { QueryClient } from '@tanstack/react-query';
import { mayRetryRequest } from './api-error.ts';

/** The cache of all server state. Only what may pass by itself is tried again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A browser without the internet may well reach a server beside it.
        networkMode: 'always',
        staleTime: 15_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 2 && mayRetryRequest(error),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
