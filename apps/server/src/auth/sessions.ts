import { Inject, Injectable } from '@nestjs/common';
import type { Actor, IdentityStore } from '@millrace/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DoorSettings } from '../platform/settings.ts';
import { IDENTITY_STORE, SETTINGS } from '../platform/tokens.ts';
import { SESSION_IDLE_SECONDS, SESSION_TOTAL_SECONDS, SessionCookie } from './session-cookie.ts';
import { hashToken, makeToken } from './tokens.ts';

/** Sessions: a random token in a cookie, of which only the hash is stored. */
@Injectable()
export class Sessions {
  private readonly cookie: SessionCookie;

  constructor(
    @Inject(IDENTITY_STORE) private readonly identity: IdentityStore,
    @Inject(SETTINGS) settings: DoorSettings,
  ) {
    this.cookie = new SessionCookie(settings.publicUrl);
  }

  hasCookie(request: FastifyRequest): boolean {
    return this.cookie.read(request) !== undefined;
  }

  /** Begins a session, always under a new token (no session fixation), and returns whose it is. */
  async begin(userId: string, reply: FastifyReply): Promise<Actor> {
    const token = makeToken();
    const tokenHash = hashToken(token);
    await this.identity.createSession({
      tokenHash,
      userId,
      idleSeconds: SESSION_IDLE_SECONDS,
      totalSeconds: SESSION_TOTAL_SECONDS,
    });
    const actor = await this.identity.findSessionActor({ tokenHash, idleSeconds: SESSION_IDLE_SECONDS });
    if (actor === undefined) throw new Error(`The session that was just made for user ${userId} is not there.`);
    this.cookie.write(reply, token);
    return actor;
  }

  /** Names the session of a browser; undefined without one, or when a key asks. */
  hashOf(request: FastifyRequest): string | undefined {
    const token = this.cookie.read(request);
    return token === undefined || request.headers.authorization !== undefined ? undefined : hashToken(token);
  }

  async findActor(request: FastifyRequest): Promise<Actor | undefined> {
    const token = this.cookie.read(request);
    if (token === undefined) return undefined;
    return this.identity.findSessionActor({ tokenHash: hashToken(token), idleSeconds: SESSION_IDLE_SECONDS });
  }

  /** Ends the request's session, if there is one. */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const token = this.cookie.read(request);
    this.cookie.clear(reply);
    if (token !== undefined) await this.identity.removeSession(hashToken(token));
  }
}
