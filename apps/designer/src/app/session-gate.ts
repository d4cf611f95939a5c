import type { QueryClient } from '@tanstack/react-query';
import { redirect } from '@tanstack/react-router';
import { isSignedOut } from '../lib/api-error.ts';
import type { Session } from '../lib/contract.ts';
import { sessionQuery, setupQuery } from '../lib/queries/session.ts';

/** The session, or a redirect to where one is made. */
export async function requireSession(cache: QueryClient, href: string): Promise<Session> {
  try {
    return await cache.query({ ...sessionQuery, staleTime: 'static' });
  } catch (error) {
    if (!isSignedOut(error)) throw error;
    const setup = await cache.query(setupQuery);
    // oxlint-disable-next-line typescript/only-throw-error -- the router's way to redirect
    if (!setup.ownerExists) throw redirect({ to: '/setup' });
    // oxlint-disable-next-line typescript/only-throw-error -- the router's way to redirect
    throw redirect({ to: '/login', search: { next: href } });
  }
}
