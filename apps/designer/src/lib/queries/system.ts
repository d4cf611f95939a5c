import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { System } from '../contract.ts';

const LOOK_MS = 5000;

/** The installation; looked at again and again while it is paused, since somebody may resume it from a shell. */
export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/system', { signal })),
  staleTime: 60_000,
  refetchInterval: ({ state }) => (state.data?.dispatch.paused === true ? LOOK_MS : false),
});

/** Ends the pause of an installation that was restored. */
export function resumeSystem(): Promise<System> {
  return answerOf(api.POST('/api/v1/system/resume'));
}
