import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Actor, IdentityStore } from '@millrace/runtime';
import type { FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';
import { ACCESS_RULE, rememberActor, type AccessRule } from '../http/access.decorator.ts';
import { mayDo } from '../http/permissions.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { IDENTITY_STORE, SETTINGS } from '../platform/tokens.ts';
import { checkOrigin } from './origin.ts';
import { Sessions } from './sessions.ts';
import { hashToken } from './tokens.ts';

/** Decides every Nest route by its own `@Allow`, `@SignedIn` or `@Public`, never by its path. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(IDENTITY_STORE) private readonly identity: IdentityStore,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
    private readonly sessions: Sessions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.get<AccessRule | undefined>(ACCESS_RULE, context.getHandler());
    if (rule === undefined) throw new Error('A route without an access rule was reached.');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = readBearer(request);
    if (key === undefined) {
      checkOrigin(request, { publicUrl: this.settings.publicUrl, hasCookie: this.sessions.hasCookie(request) });
    }
    if (rule === 'public' && key === undefined) return true;
    const actor = await this.findActor(request, key);
    if (actor !== undefined) rememberActor(request, actor);
    if (rule === 'public') return true;
    if (actor === undefined) throw authRequired();
    if (rule !== 'signed_in' && !mayDo(actor, rule)) {
      throw new ServerError('auth.forbidden', `This needs the permission ${rule}.`);
    }
    return true;
  }

  /** With a key the cookie is ignored, so that one request never has two owners. */
  private findActor(request: FastifyRequest, key: string | undefined): Promise<Actor | undefined> {
    return key === undefined ? this.sessions.findActor(request) : this.identity.findApiKeyActor(hashToken(key));
  }
}

function readBearer({ headers }: FastifyRequest): string | undefined {
  if (headers.authorization === undefined) return undefined;
  const key = /^Bearer +([\w-]{1,200})$/i.exec(headers.authorization)?.[1];
  // Another scheme is no reason to fall back to the cookie.
  if (key === undefined) throw authRequired();
  return key;
}

function authRequired(): ServerError {
  return new ServerError('auth.required', 'Sign in, or send `Authorization: Bearer <API key>`.', {
    headers: { 'www-authenticate': 'Bearer' },
  });
}
