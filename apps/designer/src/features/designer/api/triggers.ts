import { queryOptions, type UseQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api.ts';
import type { ConnectorTriggerState } from '../../../lib/contract.ts';

/** When a calendar would start a workflow: the next times, by the engine's own reckoning. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the library's type is made of the options
export const scheduleTimesQuery = (cron: string, timeZone: string | undefined) =>
  queryOptions({
    queryKey: ['schedules', 'preview', cron, timeZone ?? ''] as const,
    queryFn: async ({ signal }): Promise<readonly string[]> => {
      const body = { cron, ...(timeZone === undefined ? {} : { timeZone }) };
      return (await answerOf(api.POST('/api/v1/schedule-previews', { body, signal }))).upcoming;
    },
    staleTime: 60_000,
  });

const READ_INTERVAL_MS = 15_000;

/** How the connector triggers of the live version fare. */
export const triggerStatesQuery = (name: string): UseQueryOptions<readonly ConnectorTriggerState[]> => ({
  queryKey: ['workflows', 'triggers', name],
  queryFn: async ({ signal }) =>
    (await answerOf(api.GET('/api/v1/workflows/{name}/triggers', { params: { path: { name } }, signal }))).items,
  refetchInterval: READ_INTERVAL_MS,
});
