import { Inject, Injectable } from '@nestjs/common';
import type { Actor, Clock, IdentityStore } from '@millrace/runtime';
import { readAuthorization } from '../auth/find-actor.ts';
import { SessionWatch } from '../auth/session-watch.ts';
import { hashToken, makeApiKey, readKeyPrefix } from '../auth/tokens.ts';
import { ServerError } from '../errors.ts';
import type { Caller } from '../http/access.decorator.ts';
import { permissionsOf } from '../http/permissions.ts';
import { CLOCK, IDENTITY_STORE } from '../platform/tokens.ts';
import {
  DEFAULT_KEY_DAYS,
  toApiKeyDto,
  type ApiKeyDto,
  type CreateApiKeyRequest,
  type NewApiKeyDto,
} from './api-keys.dto.ts';

const DAY_MS = 86_400_000;

/** The caller's own API keys. */
@Injectable()
export class ApiKeysService {
  constructor(
    @Inject(IDENTITY_STORE) private readonly identity: IdentityStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly watch: SessionWatch,
  ) {}

  async list({ userId, workspace }: Actor): Promise<{ items: ApiKeyDto[] }> {
    const keys = await this.identity.listApiKeys({ workspaceId: workspace.id, userId });
    return { items: keys.map(toApiKeyDto) };
  }

  /** A key never has more than its maker, nor lives longer: a stolen key must not make a wider or a later one. */
  async create(caller: Caller, { name, scopes, expiresInDays }: CreateApiKeyRequest): Promise<NewApiKeyDto> {
    const { actor } = caller;
    const own = permissionsOf(actor);
    const missing = scopes?.filter((scope) => !own.includes(scope)) ?? [];
    if (missing.length > 0) {
      throw new ServerError('auth.forbidden', `You cannot give what you do not have: ${missing.join(', ')}.`);
    }
    const { key, prefix } = makeApiKey();
    const wantedMs = this.clock.nowMs() + (expiresInDays ?? DEFAULT_KEY_DAYS) * DAY_MS;
    const stored = await this.identity.createApiKey({
      workspaceId: actor.workspace.id,
      userId: actor.userId,
      name,
      prefix,
      secretHash: hashToken(key),
      scopes: scopes ?? own,
      expiresAtMs: Math.min(wantedMs, await this.endOfMaker(caller)),
    });
    return { key, ...toApiKeyDto(stored) };
  }

  /** When the key expires by which the caller came; never, for a person. */
  private async endOfMaker({ actor: { userId, workspace, scopes }, request }: Caller): Promise<number> {
    const authorization = readAuthorization(request);
    if (scopes === undefined || authorization.kind !== 'key') return Infinity;
    const prefix = readKeyPrefix(authorization.key);
    const keys = await this.identity.listApiKeys({ workspaceId: workspace.id, userId });
    // Of two keys with one prefix, the earlier end is the safe one.
    const ends = keys.filter((key) => key.prefix === prefix).map(({ expiresAtMs }) => expiresAtMs);
    return Math.min(...ends, Infinity);
  }

  async revoke({ userId, workspace }: Actor, id: string): Promise<void> {
    if (!(await this.identity.revokeApiKey({ workspaceId: workspace.id, userId, id }))) {
      throw new ServerError('api_key.not_found', `You have no API key ${id}.`);
    }
    this.watch.checkAll();
  }
}
