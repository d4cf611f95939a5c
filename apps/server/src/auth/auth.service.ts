import { Inject, Injectable } from '@nestjs/common';
import type { Clock, IdentityStore, User } from '@millrace/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';
import { CLOCK, IDENTITY_STORE } from '../platform/tokens.ts';
import { toSessionDto, type LoginRequest, type SessionDto } from './auth.dto.ts';
import { LoginLimits } from './login-limits.ts';
import { MAX_PASSWORD_BYTES } from './password-rules.ts';
import { Passwords } from './passwords.ts';
import { SessionWatch } from './session-watch.ts';
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
    private readonly watch: SessionWatch,
  ) {
    this.limits = new LoginLimits(clock);
  }

  /** One answer for unknown accounts and wrong passwords, after the same work. */
  async login({ email, password }: LoginRequest, { request, reply }: Exchange): Promise<SessionDto> {
    const attempt = this.limits.begin({ account: email, address: request.ip });
    const user = await this.check({ email, password }).catch((cause: unknown) => {
      attempt.cancel();
      throw cause;
    });
    if (user === undefined) {
      throw new ServerError('auth.invalid_credentials', 'The e-mail address or the password is wrong.');
    }
    attempt.succeed();
    if (this.passwords.isOutdated(user.passwordHash)) {
      const passwordHash = await this.passwords.hash(password);
      await this.identity.updatePasswordHash({ userId: user.id, passwordHash });
    }
    return toSessionDto(await this.sessions.begin(user.id, reply));
  }

  private async check({ email, password }: LoginRequest): Promise<User | undefined> {
    const user = await this.identity.findUserByEmail(email);
    if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return undefined;
    return (await this.passwords.matches(user?.passwordHash, password)) ? user : undefined;
  }

  async logout({ request, reply }: Exchange): Promise<void> {
    await this.sessions.end(request, reply);
    this.watch.checkAll();
  }
}
