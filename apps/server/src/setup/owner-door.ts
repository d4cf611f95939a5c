import type { FastifyRequest } from 'fastify';
import { isSameSecret, makeToken } from '../auth/tokens.ts';
import { isDirectLoopback } from '../http/caller-address.ts';

/** Who may become the owner of a fresh installation: somebody on the machine, or who was given the printed link. */
export class OwnerDoor {
  /** Good until an owner exists; never stored, so a restart prints another one. */
  readonly token = makeToken();

  needsToken(request: FastifyRequest): boolean {
    return !isDirectLoopback(request);
  }

  isOpenFor(request: FastifyRequest, token: string | undefined): boolean {
    return token === undefined ? !this.needsToken(request) : isSameSecret(token, this.token);
  }
}
