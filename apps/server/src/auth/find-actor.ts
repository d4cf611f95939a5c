import type { Actor, IdentityStore } from '@millrace/runtime';
import type { FastifyRequest } from 'fastify';
import type { Sessions } from './sessions.ts';
import { hashToken } from './tokens.ts';

/** What a request brings in `Authorization`: nothing, an API key, or what we have no use for. */
export type Authorization = { readonly kind: 'none' | 'other' } | { readonly kind: 'key'; readonly key: string };

export function readAuthorization({ headers }: Pick<FastifyRequest, 'headers'>): Authorization {
  if (headers.authorization === undefined) return { kind: 'none' };
  const key = /^Bearer +([\w-]{1,200})$/i.exec(headers.authorization)?.[1];
  return key === undefined ? { kind: 'other' } : { kind: 'key', key };
}

/** Whose credentials a request brings. With `Authorization` the cookie is ignored: one request never has two owners. */
export async function findActor(
  request: FastifyRequest,
  { identity, sessions }: { readonly identity: IdentityStore; readonly sessions: Sessions },
): Promise<Actor | undefined> {
  const authorization = readAuthorization(request);
  if (authorization.kind === 'none') return sessions.findActor(request);
  return authorization.kind === 'key' ? identity.findApiKeyActor(hashToken(authorization.key)) : undefined;
}
