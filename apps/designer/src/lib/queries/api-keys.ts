import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { NewApiKey } from '../contract.ts';

/** The keys of this person. */
export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/api-keys', { signal })),
});

/** Makes a key; its secret is in this answer and never again. */
export function createApiKey(form: { readonly name: string; readonly expiresInDays: number }): Promise<NewApiKey> {
  return answerOf(api.POST('/api/v1/api-keys', { body: form }));
}

/** Ends a key at once. */
export function revokeApiKey(id: string): Promise<void> {
  return answerOf(api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }));
}
