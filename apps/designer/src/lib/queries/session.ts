import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { Credentials, OwnerForm, Session } from '../contract.ts';

/** Who is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/auth/session', { signal })),
  staleTime: 60_000,
});

/** Whether the installation has an owner, and how it is. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/setup', { signal })),
});

/** Creates the owner and signs them in. */
export function createOwner(form: OwnerForm): Promise<Session> {
  return answerOf(api.POST('/api/v1/setup/owner', { body: form }));
}

/** Signs in. */
export function signIn(credentials: Credentials): Promise<Session> {
  return answerOf(api.POST('/api/v1/auth/login', { body: credentials }));
}

/** Ends the session of this browser. */
export function signOut(): Promise<void> {
  return answerOf(api.POST('/api/v1/auth/logout'));
}
