import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { IdentityStore } from '@millrace/runtime';
import type { FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';
import { ACCESS_RULE, rememberActor, type AccessRule } from '../http/access.decorator.ts';
import { mayDo } from '../http/permissions.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { IDENTITY_STORE, SETTINGS } from '../platform/tokens.ts';
import { findActor, readAuthorization } from './find-actor.ts';
import { checkNamedWorkspace } from './named-workspace.ts';
import { checkOrigin } from './origin.ts';
import { Sessions } from './sessions.ts';

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
    const { kind } = readAuthorization(request);
    // Another site's page cannot send a key with our visitors' requests; all else it can.
    if (kind !== 'key') {
      checkOrigin(request, { publicUrl: this.settings.publicUrl, hasCookie: this.sessions.hasCookie(request) });
      if (rule === 'public') return true;
    }
    const actor = await findActor(request, { identity: this.identity, sessions: this.sessions });
    if (actor !== undefined) rememberActor(request, actor);
    if (rule === 'public') return true;
    if (actor === undefined) throw authRequired();
    if (rule === 'signed_in') return true;
    checkNamedWorkspace(request, actor);
    if (!mayDo(actor, rule)) {
      throw new ServerError('auth.forbidden', `This needs the permission ${rule}.`);
    }
    return true;
  }
}

/** `auth.required`, for who has brought no credentials that hold. */
export function authRequired(): ServerError {
  return new ServerError('auth.required', 'Sign in, or send `Authorization: Bearer <API key>`.', {
    headers: { 'www-authenticate': 'Bearer' },
  });
}
