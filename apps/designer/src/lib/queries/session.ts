import { queryOptions } from '@tanstack/react-query';
import type { Session, Setup } from '../contract.ts';
import { request } from '../request.ts';

/** Who is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => request<Session>({ path: '/api/v1/auth/session', signal }),
  staleTime: 60_000,
});

/** Whether the installation has an owner, and how it is. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => request<Setup>({ path: '/api/v1/setup', signal }),
});

/** What the first page sends. */
export interface OwnerForm {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly workspaceName?: string;
  readonly token?: string;
}

/** Creates the owner and signs them in. */
export function createOwner(form: OwnerForm): Promise<Session> {
  return request({ method: 'POST', path: '/api/v1/setup/owner', body: form });
}

/** Signs in. */
export function signIn(credentials: { readonly email: string; readonly password: string }): Promise<Session> {
  return request({ method: 'POST', path: '/api/v1/auth/login', body: credentials });
}

/** Ends the session of this browser. */
export function signOut(): Promise<void> {
  return request({ method: 'POST', path: '/api/v1/auth/logout' });
}
