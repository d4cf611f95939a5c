import { Inject, Injectable } from '@nestjs/common';
import { RuntimeError, type IdentityStore } from '@millrace/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toSessionDto, type SessionDto } from '../auth/auth.dto.ts';
import { findPasswordFault } from '../auth/password-rules.ts';
import { Passwords } from '../auth/passwords.ts';
import { Sessions } from '../auth/sessions.ts';
import { ServerError } from '../errors.ts';
import type { HealthProbe } from '../platform/health-probe.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { IDENTITY_STORE, READINESS, SETTINGS } from '../platform/tokens.ts';
import { OwnerDoor } from './owner-door.ts';
import type { CreateOwnerRequest, SetupDto } from './setup.dto.ts';

export const DEFAULT_WORKSPACE = { slug: 'default', name: 'Default' };

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The first page of a fresh installation. */
@Injectable()
export class SetupService {
  constructor(
    @Inject(IDENTITY_STORE) private readonly identity: IdentityStore,
    @Inject(READINESS) private readonly probe: HealthProbe,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
    private readonly door: OwnerDoor,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
  ) {}

  async read(request: FastifyRequest): Promise<SetupDto> {
    const [ownerExists, checks] = await Promise.all([this.identity.hasOwner(), this.probe.check()]);
    return {
      ownerExists,
      needsToken: !ownerExists && this.door.needsToken(request),
      version: this.settings.version,
      checks: [...checks],
    };
  }

  async createOwner(body: CreateOwnerRequest, { request, reply }: Exchange): Promise<SessionDto> {
    if (!this.door.isOpenFor(request, body.token)) {
      throw new ServerError(
        'auth.setup_refused',
        'Open this page on the machine itself, or by the one-time link that the server printed at start.',
      );
    }
    // Before the hash, which costs: nobody is to be kept busy by a door that is closed for good.
    if (await this.identity.hasOwner()) {
      throw new RuntimeError('auth.owner_exists', 'This installation has an owner already. Sign in instead.');
    }
    const fault = findPasswordFault(body.password, body.email);
    if (fault !== undefined) {
      throw new ServerError('request.invalid', fault, {
        findings: [{ code: 'auth.password_weak', severity: 'error', path: '/password', message: fault }],
      });
    }
    const { userId } = await this.identity.createOwner({
      email: body.email,
      name: body.name,
      passwordHash: await this.passwords.hash(body.password),
      workspace: { ...DEFAULT_WORKSPACE, name: body.workspaceName ?? DEFAULT_WORKSPACE.name },
    });
    return toSessionDto(await this.sessions.begin(userId, reply));
  }
}
