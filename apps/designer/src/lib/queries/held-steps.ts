import type { UseQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { HeldStep, Page } from '../contract.ts';

/** Steps that stand still until somebody decides about them, the oldest first. */
export const heldStepsQuery = (limit: number): UseQueryOptions<Page<HeldStep>> => ({
  queryKey: ['held-steps', 'oldest', limit],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/held-steps', { params: { query: { limit } }, signal })),
});
