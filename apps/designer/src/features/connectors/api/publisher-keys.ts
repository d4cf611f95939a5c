import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api.ts';
import type { PublisherKey, PublisherKeyForm } from '../../../lib/contract.ts';

/** The keys whose signatures count. */
export const publisherKeysQuery = queryOptions({
  queryKey: ['publisher-keys'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/publisher-keys', { signal })),
});

/** Lets the signatures of a key count. */
export function addPublisherKey(form: PublisherKeyForm): Promise<PublisherKey> {
  return answerOf(api.POST('/api/v1/publisher-keys', { body: form }));
}

/** Takes nothing more that a key signs. */
export function removePublisherKey(keyId: string): Promise<void> {
  return answerOf(api.DELETE('/api/v1/publisher-keys/{keyId}', { params: { path: { keyId } } }));
}
