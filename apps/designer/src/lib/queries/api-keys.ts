import { queryOptions } from '@tanstack/react-query';
import type { ApiKey, NewApiKey, Page } from '../contract.ts';
import { request } from '../request.ts';

const path = '/api/v1/api-keys';

/** The keys of this person. */
export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => request<Page<ApiKey>>({ path, signal }),
});

/** Makes a key; its secret is in this answer and never again. */
export function createApiKey(form: { readonly name: string; readonly expiresInDays: number }): Promise<NewApiKey> {
  return request({ method: 'POST', path, body: form });
}

/** Ends a key at once. */
export function revokeApiKey(id: string): Promise<void> {
  return request({ method: 'DELETE', path: `${path}/${encodeURIComponent(id)}` });
}
