import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Clock } from '@millrace/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readAuthorization } from '../auth/find-actor.ts';
import { SessionCookie } from '../auth/session-cookie.ts';
import { hashToken } from '../auth/tokens.ts';
import { ServerError } from '../errors.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { CLOCK, SETTINGS } from '../platform/tokens.ts';
import { findActor } from './access.decorator.ts';
import { CallLimits } from './call-limits.ts';

const WINDOW_SECONDS = 60;

/** Bounds how often one session or key calls the API. After the guard of access: who is nobody has been refused there. */
@Injectable()
export class CallLimitGuard implements CanActivate {
  private readonly limits: CallLimits;
  private readonly cookie: SessionCookie;

  constructor(
    @Inject(CLOCK) clock: Clock,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
  ) {
    this.limits = new CallLimits(clock, { perMinute: settings.apiCallsPerMinute, burst: settings.apiBurst });
    this.cookie = new SessionCookie(settings.publicUrl);
  }

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const caller = this.callerOf(request);
    if (caller === undefined) return true;
    const { apiCallsPerMinute } = this.settings;
    const { isAllowed, left, waitSeconds } = this.limits.take(caller);
    http.getResponse<FastifyReply>().headers({
      'ratelimit-policy': `"api";q=${apiCallsPerMinute};w=${WINDOW_SECONDS}`,
      ratelimit: `"api";r=${left};t=${waitSeconds}`,
    });
    if (isAllowed) return true;
    throw new ServerError(
      'request.rate_limited',
      `This ${readAuthorization(request).kind === 'key' ? 'key' : 'session'} may call ${apiCallsPerMinute} times a minute. Try again in ${waitSeconds} s.`,
      {
        retryAfterSeconds: waitSeconds,
        detail: { limit: apiCallsPerMinute, setting: 'MILLRACE_API_CALLS_PER_MINUTE' },
      },
    );
  }

  /** Names the credentials that the request came by; nothing when it came by none that hold. */
  private callerOf(request: FastifyRequest): string | undefined {
    if (findActor(request) === undefined) return undefined;
    const authorization = readAuthorization(request);
    const secret = authorization.kind === 'key' ? authorization.key : this.cookie.read(request);
    return secret === undefined ? undefined : hashToken(secret);
  }
}
