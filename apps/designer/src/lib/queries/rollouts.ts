import type { UseQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { Rollout, RolloutAnswer, RolloutForm } from '../contract.ts';

/** Figures of a rollout are as old as this, at most. */
const LOOK_MS = 3000;

const of = (name: string): { readonly path: { readonly name: string } } => ({ path: { name } });

/** The rollout of a workflow that is active, or else the one that ended last. Its figures follow while it is active. */
export const rolloutQuery = (name: string): UseQueryOptions<RolloutAnswer> => ({
  queryKey: ['workflows', 'rollout', name],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/workflows/{name}/rollout', { params: of(name), signal })),
  refetchInterval: ({ state }) => (activeRollout(state.data) === undefined ? false : LOOK_MS),
});

/** The one that is active. */
export function activeRollout(answer: RolloutAnswer | undefined): Rollout | undefined {
  return answer?.rollout?.end === undefined ? answer?.rollout : undefined;
}

/** Gives a version a part of the new runs, or another rule. */
export function putRollout(name: string, body: RolloutForm): Promise<RolloutAnswer> {
  return answerOf(api.PUT('/api/v1/workflows/{name}/rollout', { params: of(name), body }));
}

/** Lets the live version have all new runs again. */
export function rollBack(name: string): Promise<void> {
  return answerOf(api.DELETE('/api/v1/workflows/{name}/rollout', { params: of(name) }));
}
