import { Inject, Injectable } from '@nestjs/common';
import type { Clock, IdentityStore } from '@millrace/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';
import { CLOCK, IDENTITY_STORE } from '../platform/tokens.ts';
import { toSessionDto, type LoginRequest, type SessionDto } from './auth.dto.ts';
import { LoginLimits } from './login-limits.ts';
import { MAX_PASSWORD_BYTES } from './password-rules.ts';
import { Passwords } from './passwords.ts';
import { Sessions } from './sessions.ts';

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Signing in and out. */
@Injectable()
export class AuthService {
  private readonly limits: LoginLimits;

  constructor(
    @Inject(IDENTITY_STORE) private readonly identity: IdentityStore,
    @Inject(CLOCK) clock: Clock,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
  ) {
    this.limits = new LoginLimits(clock);
  }

  /** One answer for unknown accounts and wrong passwords, after the same work. */
  async login({ email, password }: LoginRequest, { request, reply }: Exchange): Promise<SessionDto> {
    const attempt = { account: email, address: request.ip };
    this.limits.check(attempt);
    const user = await this.identity.findUserByEmail(email);
    const isPossible = Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
    if (!isPossible || !(await this.passwords.matches(user?.passwordHash, password)) || user === undefined) {
      this.limits.noteFailure(attempt);
      throw new ServerError('auth.invalid_credentials', 'The e-mail address or the password is wrong.');
    }
    this.limits.noteSuccess(attempt);
    if (this.passwords.isOutdated(user.passwordHash)) {
      const passwordHash = await this.passwords.hash(password);
      await this.identity.updatePasswordHash({ userId: user.id, passwordHash });
    }
    return toSessionDto(await this.sessions.begin(user.id, reply));
  }

  async logout({ request, reply }: Exchange): Promise<void> {
    await this.sessions.end(request, reply);
  }
}
